"""Validates Kubernetes objects from stdin against the schemas of Kubernetes and of the Prometheus operator.

validate-manifests.py KUBERNETES_VERSION CRD_FOLDER; exits 1 with a line for each problem.
"""

import pathlib
import sys

import jsonschema
import kubernetes_validate
import yaml


def operator_schemas(folder):
    """Schemas of the operator's kinds, from its CustomResourceDefinitions."""
    schemas = {}
    for name in "podmonitors", "prometheusrules", "servicemonitors":
        file = pathlib.Path(folder, f"monitoring.coreos.com_{name}.yaml")
        crd = yaml.safe_load(file.read_text())
        for version in crd["spec"]["versions"]:
            kind = f'{crd["spec"]["group"]}/{version["name"]}', crd["spec"]["names"]["kind"]
            schemas[kind] = closed(version["schema"]["openAPIV3Schema"])
    return schemas


def closed(schema):
    """The schema without unknown keys, which the API server would drop without an error."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            # Go allows flags anywhere, Python only at the beginning.
            schema["pattern"] = schema["pattern"].replace("^(?i)", "(?i)^")
        if "properties" in schema and "x-kubernetes-preserve-unknown-fields" not in schema:
            schema.setdefault("additionalProperties", False)
            if schema["properties"].get("metadata") == {"type": "object"}:
                schema["properties"]["metadata"] = {}
        for part in schema.values():
            closed(part)
    elif isinstance(schema, list):
        for part in schema:
            closed(part)
    return schema


def problem(document, schemas, version):
    try:
        schema = schemas.get((document["apiVersion"], document["kind"]))
        if schema:
            jsonschema.validate(document, schema)
        else:
            kubernetes_validate.validate(document, version, strict=True)
    except (jsonschema.ValidationError, kubernetes_validate.ValidationError) as error:
        return f"{error.message} at {list(error.path)}"
    except Exception as error:  # A kind without a schema is a problem too.
        return repr(error)
    return None


version, folder = sys.argv[1:]
schemas = operator_schemas(folder)
count = 0
failed = False
for document in yaml.safe_load_all(sys.stdin):
    if document is None:
        continue
    count += 1
    found = problem(document, schemas, version)
    if found:
        failed = True
        print(f'{document.get("kind")} {document.get("metadata", {}).get("name")}: {found}')
print(f"{count} objects")
sys.exit(1 if failed else 0)
