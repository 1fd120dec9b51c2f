"""Write the bill of materials of the wheel, while hatchling builds it.

It is a CycloneDX document in ``.dist-info/sboms/``, where PEP 770 has it: the package
and its data with their licences, and what has to be installed beside them. What it
says is what pyproject.toml and the descriptor of the data say. It has neither a time
nor a serial number, so the same source gives the same bytes.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.requirements import Requirement
from packaging.version import Version


DESCRIPTOR = "src/malmolund/data/datapackage.json"


def data(descriptor: dict[str, Any]) -> dict[str, Any]:
    """Return the component for the data, which have a version of their own."""
    licences = [{"license": {"id": each["name"]}} for each in descriptor["licenses"]]
    return {
        "type": "data",
        "bom-ref": "data",
        "name": f"{descriptor['name']}-data",
        "version": descriptor["version"],
        "description": descriptor["title"],
        "licenses": licences,
        "data": [{"type": "dataset"}],
    }


def dependency(requirement: Requirement) -> dict[str, Any]:
    """Return the component for a library that the package needs but does not hold."""
    purl = f"pkg:pypi/{requirement.name}"
    # In a range of that notation, versions ascend.
    bounds = sorted(requirement.specifier, key=lambda bound: Version(bound.version))
    return {
        "type": "library",
        "bom-ref": purl,
        "name": requirement.name,
        "versionRange": f"vers:pypi/{'|'.join(map(str, bounds))}",
        "isExternal": True,
        "purl": purl,
    }


def bill(metadata: Any, descriptor: dict[str, Any]) -> dict[str, Any]:
    """Return the bill of materials of the project with this metadata and these data."""
    purl = f"pkg:pypi/{metadata.name}@{metadata.version}"
    libraries = [
        dependency(Requirement(each)) for each in sorted(metadata.core.dependencies)
    ]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "bom-ref": purl,
                "name": metadata.name,
                "version": metadata.version,
                "description": metadata.core.description,
                "licenses": [{"expression": metadata.core.license_expression}],
                "purl": purl,
                "components": [data(descriptor)],
            }
        },
        "components": libraries,
        "dependencies": [
            {
                "ref": purl,
                "dependsOn": ["data", *(library["bom-ref"] for library in libraries)],
            },
            {"ref": "data"},
        ],
    }


class SbomHook(BuildHookInterface):
    """Adds the bill of materials to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Write it where the builder of the wheel fetches it."""
        descriptor = Path(self.root, DESCRIPTOR).read_text(encoding="utf-8")
        content = bill(self.metadata, json.loads(descriptor))
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name, f"{self.metadata.name}.cdx.json")
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        file.write_text(text, encoding="utf-8", newline="\n")
        build_data["sbom_files"].append(str(file))

    def finalize(self, *_: Any) -> None:
        """Remove it again, as it is in the wheel now."""
        self.folder.cleanup()
