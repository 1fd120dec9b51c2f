"""The examples of the documentation strings."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module
from inspect import getdoc, isclass

import pytest

import malmolund


MODULES = sorted(
    module.name for module in pkgutil.walk_packages(malmolund.__path__, "malmolund.")
)


@pytest.mark.parametrize("name", ["malmolund", *MODULES])
def test_examples_give_what_they_show(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name))

    assert 0 == failed


@pytest.mark.parametrize("name", malmolund.__all__)
def test_each_public_class_and_function_is_described(name: str) -> None:
    value = getattr(malmolund, name)
    if isclass(value) or callable(value):
        assert getdoc(value)
