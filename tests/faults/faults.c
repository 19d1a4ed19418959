/* faults.c - allocations that fail on request: a library for the tests, loaded by ctypes.

       faults_arm(start, stop, mode)   # requests start <= i < stop fail, counted from here
       faults_disarm()                 # -> how many requests were counted

   In the modes CORE and LEAKS only those requests count that the extension under test makes,
   itself or through functions of the interpreter, with no Python code between: the stack is
   walked from the allocator outwards, and what comes first decides, code of the extension or the
   call of a Python function.

   Some versions of CPython crash or leak when certain requests of their own fail.
   faults_exempt() names a function of the interpreter below which no request counts in the modes
   that are given, as an or. */
#define _GNU_SOURCE
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <unwind.h>

#define EXPORT __attribute__((visibility("default")))

enum { ALL = 1, CORE = 2, LEAKS = 4 };

typedef struct {
    uintptr_t from, to;
} Range;

static PyMemAllocatorEx real[3];
static Range loop, entry, core, exempt[16];
static uintptr_t exempt_target[16]; /* where it ends by a jump into another */
static int exempt_modes[16], n_exempt, armed_mode;
static long counted, first, last;

static int
inside(Range range, uintptr_t place)
{
    return place > range.from && place <= range.to; /* return addresses: behind the call */
}

typedef struct {
    int ours, excused;
} Walk;

static _Unwind_Reason_Code
walk_step(struct _Unwind_Context *context, void *data)
{
    Walk *walk = data;
    uintptr_t place = _Unwind_GetIP(context), start = _Unwind_GetRegionStart(context);
    for (int i = 0; i < n_exempt; i++) {
        walk->excused |= (exempt_modes[i] & armed_mode)
                         && (inside(exempt[i], place) || exempt_target[i] == start);
    }
    walk->ours = inside(core, place);
    return walk->ours || inside(loop, place) || inside(entry, place) ? _URC_END_OF_STACK : _URC_NO_REASON;
}

static int
fails(void)
{
    if (armed_mode == 0) {
        return 0;
    }
    Walk walk = {0, 0};
    _Unwind_Backtrace(walk_step, &walk);
    if (walk.excused || (armed_mode != ALL && !walk.ours)) {
        return 0;
    }
    long i = counted++;
    return first <= i && i < last;
}

static void *
hook_malloc(void *context, size_t size)
{
    PyMemAllocatorEx *under = context;
    return fails() ? NULL : under->malloc(under->ctx, size);
}

static void *
hook_calloc(void *context, size_t n, size_t size)
{
    PyMemAllocatorEx *under = context;
    return fails() ? NULL : under->calloc(under->ctx, n, size);
}

static void *
hook_realloc(void *context, void *old, size_t size)
{
    PyMemAllocatorEx *under = context;
    return fails() ? NULL : under->realloc(under->ctx, old, size);
}

static void
hook_free(void *context, void *memory)
{
    PyMemAllocatorEx *under = context;
    under->free(under->ctx, memory);
}

static int
find(const char *name, Range *range)
{
    Dl_info info;
    ElfW(Sym) *symbol = NULL;
    void *place = dlsym(RTLD_DEFAULT, name);
    if (place == NULL || !dladdr1(place, &info, (void **)&symbol, RTLD_DL_SYMENT)
        || symbol == NULL) {
        return -1;
    }
    *range = (Range){(uintptr_t)place, (uintptr_t)place + symbol->st_size};
    return 0;
}

static int
find_object(struct dl_phdr_info *info, size_t size, void *function)
{
    uintptr_t from = UINTPTR_MAX, to = 0, wanted = (uintptr_t)function;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD) {
            from = start < from ? start : from;
            to = start + part->p_memsz > to ? start + part->p_memsz : to;
        }
    }
    if (wanted < from || wanted >= to) {
        return 0;
    }
    core = (Range){from, to};
    return 1;
}

/* `init` is the address of the extension's init function. */
EXPORT int
faults_start(void *init)
{
    static const PyMemAllocatorDomain domains[]
        = {PYMEM_DOMAIN_RAW, PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ};
    Walk walk = {0, 0};
    (void)find("_PyFunction_Vectorcall", &entry); /* not everywhere exported, or on the stack */
    if (find("_PyEval_EvalFrameDefault", &loop) < 0 || !dl_iterate_phdr(find_object, init)) {
        return -1;
    }
    _Unwind_Backtrace(walk_step, &walk); /* the first walk allocates */
    for (int i = 0; i < 3; i++) {
        PyMem_GetAllocator(domains[i], &real[i]);
        PyMemAllocatorEx hook = {&real[i], hook_malloc, hook_calloc, hook_realloc, hook_free};
        PyMem_SetAllocator(domains[i], &hook);
    }
    return 0;
}

/* -1: the interpreter exports no function of that name.  Where it ends by a jump into another, it
   is not on the stack, and the other is meant too. */
EXPORT int
faults_exempt(const char *name, int modes)
{
    Range range;
    if (n_exempt == 16 || find(name, &range) < 0) {
        return -1;
    }
    exempt[n_exempt] = range;
#ifdef __x86_64__
    const unsigned char *jump = (const unsigned char *)range.to - 5;
    if (range.to - range.from >= 5 && *jump == 0xe9) {
        int32_t distance;
        memcpy(&distance, jump + 1, sizeof(distance));
        exempt_target[n_exempt] = range.to + (uintptr_t)(intptr_t)distance;
    }
#endif
    exempt_modes[n_exempt++] = modes;
    return 0;
}

EXPORT void
faults_arm(long start, long stop, int mode)
{
    counted = 0;
    first = start;
    last = stop;
    armed_mode = mode;
}

EXPORT long
faults_disarm(void)
{
    armed_mode = 0;
    return counted;
}
