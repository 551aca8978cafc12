"""Machine code for the nightly sweep where Numba is installed; elsewhere the portal does the same in NumPy, slower.

Compiled code is kept between runs in NUMBA_CACHE_DIR or beside the module; where neither can be written it is
compiled anew in each process, without failing.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

numba: Any = import_module("numba") if find_spec("numba") else None

AVAILABLE: Final = numba is not None


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code that lets other threads run meanwhile; the plain function where there is no compiler."""
    if numba is None:
        return function
    try:
        kept: Callable[..., Any] = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    except RuntimeError:  # no folder to keep it in
        kept = numba.njit(nogil=True, error_model="numpy")(function)
    return kept
