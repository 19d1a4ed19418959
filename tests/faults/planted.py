"""A leak on purpose, by which `make lsan` sees that it would find one."""

import ctypes

from recordclass import recordclass

Point = recordclass("Point", "x y")
for i in range(10):
    lost = Point(i, [])
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(lost))
del lost, Point
