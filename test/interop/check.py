"""Checks converted items with the reference libraries: python check.py <folder>

Each file of the folder is `{name, sourceIds, bundles}`. Per item:
  validator  errors of the OASIS STIX validator for 2.1 (its warnings concern style only)
  parse      objects that the OASIS library stix2 does not accept
  ids        ids that are neither in the source nor those that pycti or stix2 generate
Needs no network: the validator contains its schemas.
"""

import functools
import json
import multiprocessing
import pathlib
import re
import sys
import threading
from collections import Counter

import pycti
import stix2
from referencing import Registry
from stix2validator import ValidationOptions, validate_parsed_json, validator

# Without the categories of SHOULD checks: they do not make STIX invalid, and some need the network.
OPTIONS = ValidationOptions(version="2.1", silent=True, disabled="1,2,3,4")

TLP = {
    "TLP:WHITE": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    "TLP:CLEAR": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    "TLP:GREEN": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    "TLP:AMBER": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "TLP:AMBER+STRICT": "marking-definition--826578e1-40ad-459f-bc73-ede076f81f37",
    "TLP:RED": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}

PYCTI = {
    "attack-pattern": pycti.AttackPattern,
    "campaign": pycti.Campaign,
    "course-of-action": pycti.CourseOfAction,
    "grouping": pycti.Grouping,
    "identity": pycti.Identity,
    "incident": pycti.Incident,
    "indicator": pycti.Indicator,
    "infrastructure": pycti.Infrastructure,
    "intrusion-set": pycti.IntrusionSet,
    "location": pycti.Location,
    "malware": pycti.Malware,
    "malware-analysis": pycti.MalwareAnalysis,
    "note": pycti.Note,
    "observed-data": pycti.ObservedData,
    "opinion": pycti.Opinion,
    "relationship": pycti.StixCoreRelationship,
    "report": pycti.Report,
    "sighting": pycti.StixSightingRelationship,
    "tool": pycti.Tool,
    "vulnerability": pycti.Vulnerability,
}

RANDOM_UUID = re.compile(r"--[0-9a-f]{8}-[0-9a-f]{4}-4")


def reference_id(obj):
    """The id that pycti or stix2 generates for the object; None if any id is valid."""
    kind = obj["type"]
    if kind == "marking-definition":
        name = obj.get("x_opencti_definition") or "TLP:" + obj["definition"].get("tlp", "").upper()
        return TLP.get(name) or pycti.MarkingDefinition.generate_id(
            obj["definition_type"], obj["definition"]
        )
    if kind == "threat-actor":
        individual = obj.get("resource_level") == "individual"
        given = obj.get("x_opencti_type", "")
        return pycti.ThreatActor.generate_id(
            obj["name"], given or ("Threat-Actor-Individual" if individual else "Threat-Actor-Group")
        )
    if kind in PYCTI:
        return PYCTI[kind].generate_id_from_data(obj)
    observable = stix2.parse(
        {key: value for key, value in obj.items() if key != "id"}, allow_custom=True, version="2.1"
    )
    # Without contributing properties a random UUID is required (STIX 2.1 section 2.9), so any UUID is accepted.
    return None if RANDOM_UUID.search(observable["id"]) else observable["id"]


def validator_errors(bundle):
    result = validate_parsed_json(bundle, OPTIONS)
    return [str(error) for error in result.errors]


def parse_errors(obj):
    try:
        stix2.parse(obj, allow_custom=True, version="2.1")
        return []
    except Exception as error:  # the libraries raise exceptions of many types
        return [f"{obj.get('id')}: {type(error).__name__}: {error}"]


def id_errors(obj, source_ids):
    if obj["id"] in source_ids:
        return []
    try:
        expected = reference_id(obj)
    except Exception as error:
        return [f"{obj['id']}: no reference id: {type(error).__name__}: {error}"]
    return [] if expected in (None, obj["id"]) else [f"{obj['id']}: should be {expected}"]


def is_beyond_stix(obj):
    """Network traffic by its ports alone: OpenCTI imports it (docs/opencti-api.md), and STIX 2.1 section 6.12 does not allow it."""
    return obj["type"] == "network-traffic" and "src_ref" not in obj and "dst_ref" not in obj


def check(item):
    source_ids = set(item["sourceIds"])
    faults = {"validator": [], "parse": [], "ids": []}
    seen = set()
    for bundle in item["bundles"]:
        valid = [obj for obj in bundle["objects"] if not is_beyond_stix(obj)]
        faults["validator"] += validator_errors({**bundle, "objects": valid})
        for obj in bundle["objects"]:
            if obj["id"] in seen:
                continue
            seen.add(obj["id"])
            if is_beyond_stix(obj):
                continue
            faults["parse"] += parse_errors(obj)
            faults["ids"] += id_errors(obj, source_ids)
    return faults, len(seen)


def checked_file(path):
    """Name, faults and number of objects. Runs in a thread, because deep patterns need its larger stack."""
    outcome = []

    def run():
        item = json.loads(path.read_text(encoding="utf-8"))
        outcome.append((item["name"], *check(item)))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return outcome[0]


def keep_schemas():
    """Reads the validator's schemas once; by default it resolves their references again for every object."""
    folder = pathlib.Path(validator.__file__).parent / "schemas-2.1" / "schemas"
    retrieve = functools.partial(validator.retrieve_from_filesystem, schema_dir=str(folder))
    uris = [path.as_uri() for path in folder.rglob("*.json")]
    known = Registry(retrieve=retrieve).with_resources((uri, retrieve(uri)) for uri in uris).crawl()
    validator.Registry = lambda retrieve: known


def prepare():
    keep_schemas()
    # The pattern parser recurses once or twice per term, and published patterns have hundreds.
    sys.setrecursionlimit(100_000)
    threading.stack_size(512 * 1024 * 1024)


def report(folder):
    paths = sorted(pathlib.Path(folder).glob("*.json"))
    largest_first = sorted(paths, key=lambda path: -path.stat().st_size)
    with multiprocessing.Pool(initializer=prepare) as pool:
        rows = dict(zip(largest_first, pool.map(checked_file, largest_first, chunksize=1)))
    rows = [rows[path] for path in paths]
    width = max([len(name) for name, _, _ in rows] + [4])
    print(f"{'item':{width}}  objects  validator  parse  ids")
    failed = 0
    for name, faults, objects in rows:
        counts = Counter({kind: len(found) for kind, found in faults.items()})
        failed += 1 if sum(counts.values()) else 0
        print(f"{name:{width}}  {objects:7}  {counts['validator']:9}  {counts['parse']:5}  {counts['ids']:3}")
        for kind, found in faults.items():
            for fault in found[:5]:
                print(f"    {kind}: {fault}")
            if len(found) > 5:
                print(f"    {kind}: and {len(found) - 5} more")
    print(f"{len(rows) - failed} passed, {failed} failed")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(report(sys.argv[1]))
