"""Pickles written by the first version with this format: every later one must read them.

Never write them anew; a change of the format adds others beside these.
"""

import base64
import pickle
import sys
import types

import pytest

from recordclass import (
    dataobject,
    litetuple,
    make_arrayclass,
    memoryslots,
    mutabletuple,
    recordclass,
    structclass,
)

# [Named(1, 2.5), Struct("a", None), Array(1, 2), Data(1, "two") with other=[3], Heir(3, 4),
#  memoryslots(1, (2,)), litetuple(5, 6), mutabletuple(7)], by protocol, in base 85
FROZEN = {
    0: (
        "C~R;r3S)9*V{dX~V{Bn_b1q+FZ*pY{b#8EJV{2?>atd%U3MgY{a&LNNZeMa`V{dX~a|%vjZDnK%a54%gR(J|<GYV"
        "FD3UD+EbZ|8abZ|BbQgAm4C`mC2Mlvon3UqKd3Q}-"
        "63Snn43MgY{a&LNNZeMa`V{dX~a|%;*a&=>L3UDzn3MgkY3THG5bZ{{-"
        "3UqKWG73^~F*6D%R$&ToF*FKJbZ{{>3Q}+}HVR>5V{dSIUvgz<3SVDtWp{64YF}Rpa4|OuC}U=FZ+c~JUvgz*Z*p"
        "XF3PEymVR;I0F*piIF$zgC3UqKWISNv6GB65ZXE6#WV`g%1dSz~3a%E$0a%6J~L}7Gc3UD$p3MgkY3THG5bZ{~<3"
        "UqKXGYV30GBgS(Nihmmba!tGa56OtbZ{~@3Q}+~Hwq|Za56XwR&R7@WpWB|GC2w;Y;ZF$3Q02xVRK?(XE6#WV`g%"
        "1dSz~3a%E$0a%6J~NM&hq3UD(q3MgkY3THG5bZ|2=3UqKYGYV30Gc*b)NizybGzxTZGc^iQa5FXvVP`Qn3MgZ8Wn"
        "*u0WMgb$b8`x9Wo>VAd2?)UbaM)DGdBuJF$yS2G75BXGdK!#a5FgyQgAdd3Snn4Hwq|Ya%E$0a%5v{VRLgXY-"
        "x05bailSWeRL*bY*mPaBO7?a5OOrNi_;dHVSlbG%^ZOa5OUtVP`Qn3MgZ8Wn*u0WMgb$b8{|iX>?_Db#QED3T<_C"
        "VPb4$bailSWeRXKGzv*K3UqKZH40L2G&TxhE&"
    ),
    1: (
        "U2y;?V{&C<Z*pW~Y+-"
        "YAE?;ABa%Bp2Zg6R1Yiwn53UL7_V`g%1dSz~3a%E$0a%6J~PGN0jWD0QtC|Cgi004M#16Tn7004P$1axr)ba4h!a"
        "R(?%0Y^Xt00000004Ax2vTtgXaOi=W^!+OWo}<`Wn*u0WOE8rbaHiLbP90_C};y{1axr=ba4z)aSbR~0RR91VQ~&"
        "lba4+-"
        "aS&r;Z*X~Ea%E=<UtexzcW+{9UtbDw5h!D3a&LNNZeMa`V{dX~a|%Ina$$K2aS}@bO9FIp6H;*$XaOi=W^!+OWo}"
        "<`Wn*u0WOE8cVRT^%aTO?N184+vaTauO7gBK;C`$oY0{{R3ba!uY8FX<PQgIu7aU56$0001QbZBLAaUET89!mpZb"
        "7E)#C}U=FZ+c~JUvgz*Z*pXF3P@#Xatd)DC};y{1axsAba5e4aUv*714{&SaU)W3Bxn&RV{&C<Z*pW~Y+-"
        "YA3T<U=Z*qBaY;SaP3UMV%0VqoXba5thaVJu7C}<HVV{&C<Z*pW~Y+-YAE^KLZWps6LY-"
        "I{;X>?_Db#QED3UMh*1xp5WaVk=AD`*iYV{&C<Z*pW~Y+-YAE^KLZWps6LY-I{<b#!53Y-"
        "MzHaBO7?aV$#*ba5?GaV}*p"
    ),
    2: (
        "fC61{04QT}Wn*u0WMgb$b8{|VV{dY03UzL9X=7__WpWB}0b^!zZ+c~JUvgz*Z*pXF3Ql2dWn>C*0$2e6004M#16T"
        "n7004P$1cq@1hH(Z`aR*BQM?eGs000000ETf0QgI1r0b^!zZ+c~JUvgz*Z*pXF3R84)bz^i2aSCVyXat6F3x;tFQ"
        "gIDf0RR91VQ~&lhH(#4aS&r>a&LNNZeMa`V{dX~a|%Ina$$K2aS=-"
        "aO9F;*5`l3OXaQqpa&LNNZeMa`V{dX~a|%RZbYTi{6leoz1cq@HhH(~BaTiMgSOWk60Cab6aTtbi8B%c?eQ_ID1p"
        "oj5Z**v7a&a78aUDwoVRK?=0b^!zZ+c~JUvgz*Z*pXF3P@#Xatd)CXai^jhH)Q;aUfE0Axi^G1cq@UQgI_=a%E$0"
        "a%5v{VRLf|ZDnn5a(Q!XZ*+4CaU@FtO9F*)C5CY(fpI5ea%E$0a%5v{VRLgXY-"
        "x05bailSWeRL*bY*mPaBO7?aVSd#O9qB<DS>e+V{&C<Z*pW~Y+-YAE^KLZWps6LY-I{<b#!53Y-"
        "MzHaBO7?aVtv)g>fu_aV=#o"
    ),
    3: (
        "fCF7|04QT}Wn*u0WMgb$b8{|VV{dY03UzL9X=7__WpWB}0b^!zZ+c~JUvgz*Z*pXF3Ql2dWn>C*0$2e6004M#16T"
        "n7004P$1cq@1hH(Z`aR*BQM?eGs000000ETf0QgI1r0b^!zZ+c~JUvgz*Z*pXF3R84)bz^i2aSCVyXat6F3x;tFQ"
        "gIDf0RR91VQ~&lhH(#4aS&r>a&LNNZeMa`V{dX~a|%Ina$$K2aS=-"
        "aO9F;*5`l3OXaQqpa&LNNZeMa`V{dX~a|%RZbYTi{6leoz1cq@HhH(~BaTiMgSOWk60Cab6aTtbi8B%c?eQ_ID1p"
        "oj5Z**v7a&a78aUDwoVRK?=0b^!zZ+c~JUvgz*Z*pXF3P@#Xatd)CXai^jhH)Q;aUfE0Axi^G1cq@UQgI_=a%E$0"
        "a%5v{VRLf|ZDnn5a(Q!XZ*+4CaU@FtO9F*)C5CY(fpI5ea%E$0a%5v{VRLgXY-"
        "x05bailSWeRL*bY*mPaBO7?aVSd#O9qB<DS>e+V{&C<Z*pW~Y+-YAE^KLZWps6LY-I{<b#!53Y-"
        "MzHaBO7?aVtv)g>fu_aV=#o"
    ),
    4: (
        "fCQCS0RR9100018lqif5a%E$0a%5v{VRLgXUt@1_Wt5Bwb#8EJV{2?>a+H&lj1FdUZ+c~JUvgz*Z*pXFl#B&VVQp"
        "n(l#`T<0eF;*0eO^$l!la2luH3eKm-5)00000hLlp2Xai^jj0RJ5a&=>Ll#`Tb2WSX}l!la2l#Bsklum|}Qj}-"
        "}j0Hh*a$$LtlaxyVO9F<Jfs|+iXatM|L}7Gcl#`Tb2WSX}l!la2luH4O19W$9l!la2lzo(p1#fg{Wpb2VluH9)b7"
        "E)%XatM|NM&hql#`Tb2WSX}l!la2luH9k1csDSl#B~<Wn*u0WMgb$b90o83vFd>Z*qBaY;SaPl#`T80ZRgfl!lan"
        "l#CT}Wn*u0WMgb$b8{|iX>?_Db#QEDl#B^%X>?_Db#QEDl#`T81xp5ol!26JGK>sub#!53Y-"
        "MzHaBO9ilaxybg_MDmWi9"
    ),
    5: (
        "fCZIT0RR9100018lqif5a%E$0a%5v{VRLgXUt@1_Wt5Bwb#8EJV{2?>a+H&lj1FdUZ+c~JUvgz*Z*pXFl#B&VVQp"
        "n(l#`T<0eF;*0eO^$l!la2luH3eKm-5)00000hLlp2Xai^jj0RJ5a&=>Ll#`Tb2WSX}l!la2l#Bsklum|}Qj}-"
        "}j0Hh*a$$LtlaxyVO9F<Jfs|+iXatM|L}7Gcl#`Tb2WSX}l!la2luH4O19W$9l!la2lzo(p1#fg{Wpb2VluH9)b7"
        "E)%XatM|NM&hql#`Tb2WSX}l!la2luH9k1csDSl#B~<Wn*u0WMgb$b90o83vFd>Z*qBaY;SaPl#`T80ZRgfl!lan"
        "l#CT}Wn*u0WMgb$b8{|iX>?_Db#QEDl#B^%X>?_Db#QEDl#`T81xp5ol!26JGK>sub#!53Y-"
        "MzHaBO9ilaxybg_MDmWi9"
    ),
}


@pytest.fixture
def module(monkeypatch):
    """The module in which the pickles look for their classes."""
    made = types.ModuleType("frozen_records")
    made.Named = recordclass("Named", "x y", module=made.__name__)
    made.Struct = structclass("Struct", "x y", readonly=True, module=made.__name__)
    made.Array = make_arrayclass("Array", 2, module=made.__name__)

    class Data(dataobject, use_dict=True):
        x: int
        y: object = None

    class Heir(made.Named):
        pass

    for cls in (Data, Heir):
        cls.__module__, cls.__qualname__ = made.__name__, cls.__name__
        setattr(made, cls.__name__, cls)
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


@pytest.mark.parametrize("protocol", FROZEN)
def test_frozen_pickles(module, protocol):
    named, struct, array, data, heir, slots, lite, mutable = pickle.loads(
        base64.b85decode(FROZEN[protocol])
    )
    assert (type(named), named) == (module.Named, module.Named(1, 2.5))
    assert (type(struct), struct) == (module.Struct, module.Struct("a", None))
    assert (type(array), list(array)) == (module.Array, [1, 2])
    assert (data.x, data.y, data.__dict__) == (1, "two", {"other": [3]})
    assert (type(heir), heir, heir.__dict__) == (module.Heir, module.Heir(3, 4), {})
    assert (type(slots), slots) == (memoryslots, (1, (2,)))
    assert (type(lite), lite) == (litetuple, (5, 6))
    assert (type(mutable), mutable) == (mutabletuple, (7,))


def test_a_class_that_changed_since(module):
    module.Named = recordclass("Named", "y z", defaults=["new"], module=module.__name__)
    named = pickle.loads(base64.b85decode(FROZEN[2]))[0]
    assert (named.y, named.z) == (2.5, "new")
