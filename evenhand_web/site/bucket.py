"""A bucket of S3's kind for papers, where the operator names one in the environment; a folder otherwise."""

import importlib.util
from collections.abc import Mapping
from typing import Any

from evenhand.errors import Misuse

BUCKET, ADDRESS = "EVENHAND_S3_BUCKET", "EVENHAND_S3_ADDRESS"
WITHIN_S = 20


def bucket(given: Mapping[str, str]) -> dict[str, Any]:
    """What django-storages needs to reach the bucket; empty where none is named. Raises Misuse.

    Keys come from where boto3 looks for them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the machine's role.
    """
    if not given.get(BUCKET):
        return {}
    if not importlib.util.find_spec("storages") or not importlib.util.find_spec("boto3"):
        raise Misuse(
            zh=f'{BUCKET} 需要附加组件 s3：请在源码文件夹里执行 pip install ".[web,s3]"。',
            en=f'{BUCKET} needs the extra s3: in the folder of the source, pip install ".[web,s3]".',
        )
    from botocore.config import Config

    encrypted = given.get("EVENHAND_S3_ENCRYPTION", "AES256")
    return {
        "bucket_name": given[BUCKET],
        "endpoint_url": given.get(ADDRESS) or None,
        "region_name": given.get("EVENHAND_S3_REGION") or None,
        "location": given.get("EVENHAND_S3_PREFIX", "papers"),
        # Nobody but the platform reads it, and nobody is handed an address of the bucket's.
        "default_acl": None,
        "file_overwrite": True,
        "object_parameters": {"ServerSideEncryption": encrypted} if encrypted else {},
        "client_config": Config(
            connect_timeout=WITHIN_S, read_timeout=WITHIN_S, retries={"max_attempts": 3}, signature_version="s3v4"
        ),
    }
