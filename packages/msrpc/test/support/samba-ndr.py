"""
Samba's NDR, for the tests: reads one JSON object a line and answers each with one.

{"exchange": [INTERFACE, OPERATION NUMBER, HEX, {NAME: VALUE}]}  the arguments of a request, and the answer with these results
{"show": VALUE}                                                  a value as it would be unpacked
{"names": [MODULE, PREFIX]}                                      the numbers of a module

A value: a number, text, null, a list; {"bytes": HEX} for a list of bytes; {"type": [MODULE, NAME], "of": {NAME: VALUE}} for a structure, set
in this order; {"number": TEXT} for one beyond 2^53, {"handle": HEX}, {"sid": TEXT}, {"sddl": TEXT}, {"blob": [MODULE, NAME, HEX]}. What is unpacked comes in the same form,
structures plainly by their names, descriptors as {"sd": HEX}, numbers beyond 2^53 as text.
"""
import importlib, json, sys
from samba.ndr import ndr_pack, ndr_unpack
from samba.dcerpc import misc, security


def module(name):
    return importlib.import_module('samba.' + name if name in ('werror', 'ntstatus') else 'samba.dcerpc.' + name)


def operation(interface, number):
    for one in vars(module(interface)).values():
        if isinstance(one, type) and hasattr(one, '__ndr_pack_in__') and one.opnum() == number:
            return one
    raise ValueError('%s has no operation %d' % (interface, number))


def build(value):
    if isinstance(value, list):
        return [build(one) for one in value]
    if not isinstance(value, dict):
        return value
    if 'bytes' in value:
        return list(bytes.fromhex(value['bytes']))
    if 'number' in value:
        return int(value['number'])
    if 'handle' in value:
        return ndr_unpack(misc.policy_handle, bytes.fromhex(value['handle']))
    if 'sid' in value:
        return security.dom_sid(value['sid'])
    if 'sddl' in value:
        return security.descriptor.from_sddl(value['sddl'], security.dom_sid('S-1-5-21-1-2-3'))
    if 'blob' in value:
        kind, name, digits = value['blob']
        return ndr_unpack(getattr(module(kind), name), bytes.fromhex(digits))
    kind, name = value['type']
    made = getattr(module(kind), name)()
    fill(made, value['of'])
    return made


def fill(made, values):
    for name, value in values.items():
        setattr(made, name, build(value))


def show(value):
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, bytes):
        return {'bytes': value.hex()}
    if isinstance(value, int):
        return value if abs(value) < 1 << 53 else str(value)
    if isinstance(value, (list, tuple)):
        return [show(one) for one in value]
    if isinstance(value, misc.policy_handle):
        return {'handle': ndr_pack(value).hex()}
    if isinstance(value, security.dom_sid):
        return {'sid': str(value)}
    if isinstance(value, security.descriptor):
        return {'sd': ndr_pack(value).hex()}
    return {name: show(getattr(value, name)) for name in dir(value) if is_field(value, name)}


def is_field(value, name):
    return not name.startswith('_') and not callable(getattr(value, name, None))


def answer(request):
    (verb, arguments), = request.items()
    if verb == 'names':
        name, prefix = arguments
        known = vars(module(name))
        return {one[len(prefix):]: number & 0xffffffff for one, number in known.items() if one.startswith(prefix)}
    if verb == 'show':
        return show(build(arguments))
    interface, number, request, results = arguments
    made = operation(interface, number)()
    made.__ndr_unpack_in__(bytes.fromhex(request))
    given = {name[3:]: show(getattr(made, name)) for name in dir(made) if name.startswith('in_')}
    fill(made, results)
    return {'operation': type(made).__name__, 'arguments': given, 'answer': made.__ndr_pack_out__().hex()}


for line in sys.stdin:
    try:
        reply = {'done': answer(json.loads(line))}
    except Exception as error:  # the test says what it was
        reply = {'failed': '%s: %s' % (type(error).__name__, error)}
    print(json.dumps(reply), flush=True)
