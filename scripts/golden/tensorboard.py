#!/usr/bin/env python3
"""
Records events files as Google's protobuf for Python writes them, with the field numbers of TensorBoard's own definitions:
tests/Golden/tensorboard.json. Needs Debian's python3-protobuf, not PyTorch.

    scripts/golden/tensorboard.py             records
    scripts/golden/tensorboard.py FILE...     prints what events files hold
"""

import json
import pathlib
import struct
import sys

import google.protobuf
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, struct_pb2

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests" / "Golden"

# Copied by eye from github.com/tensorflow/tensorboard; the commits are those of the versions that were read.
SOURCES = {
    "tensorboard/compat/proto/event.proto": "00342393c3241773100aef37251939d901854415",
    "tensorboard/compat/proto/summary.proto": "00bd827c4d958710a8c67f5e240c24c8cf1498f4",
    "tensorboard/compat/proto/histogram.proto": "5052790979d7a09389852df362ae1c0d76a0b0b3",
    "tensorboard/compat/proto/tensor.proto": "1d6f25281c52460cb0632c5b54737a78a0c1d57d",
    "tensorboard/compat/proto/tensor_shape.proto": "22cfe3e49c4167a01b9318146c5a709a9960d5e4",
    "tensorboard/plugins/hparams/plugin_data.proto": "16949915c6428ead70f5052f4efc25f63ee9ba23",
    "tensorboard/plugins/hparams/api.proto": "032975f3563a7c0fbb30107ee5538128b924418e",
}

# message: {field: (number, type)}; "*" marks a repeated field, "map" a map from texts to google.protobuf.Value. Enumerations are int32 on the wire.
MESSAGES = {
    "Event": {
        "wall_time": (1, "double"), "step": (2, "int64"), "file_version": (3, "string"), "graph_def": (4, "bytes"),
        "summary": (5, "Summary"), "session_log": (7, "SessionLog"), "source_metadata": (10, "SourceMetadata"),
    },
    "SourceMetadata": {"writer": (1, "string")},
    "SessionLog": {"status": (1, "int32"), "checkpoint_path": (2, "string"), "msg": (3, "string")},
    "Summary": {"value": (1, "*Value")},
    "Value": {
        "node_name": (7, "string"), "tag": (1, "string"), "metadata": (9, "SummaryMetadata"), "simple_value": (2, "float"),
        "image": (4, "Image"), "histo": (5, "HistogramProto"), "tensor": (8, "TensorProto"),
    },
    "SummaryMetadata": {
        "plugin_data": (1, "PluginData"), "display_name": (2, "string"), "summary_description": (3, "string"), "data_class": (4, "int32"),
    },
    "PluginData": {"plugin_name": (1, "string"), "content": (2, "bytes")},
    "Image": {"height": (1, "int32"), "width": (2, "int32"), "colorspace": (3, "int32"), "encoded_image_string": (4, "bytes")},
    "HistogramProto": {
        "min": (1, "double"), "max": (2, "double"), "num": (3, "double"), "sum": (4, "double"), "sum_squares": (5, "double"),
        "bucket_limit": (6, "*double"), "bucket": (7, "*double"),
    },
    "TensorProto": {"dtype": (1, "int32"), "tensor_shape": (2, "TensorShapeProto"), "tensor_content": (4, "bytes"), "float_val": (5, "*float")},
    "TensorShapeProto": {"dim": (2, "*Dim"), "unknown_rank": (3, "bool")},
    "Dim": {"size": (1, "int64"), "name": (2, "string")},
    "HParamsPluginData": {
        "version": (1, "int32"), "session_start_info": (3, "SessionStartInfo"), "session_end_info": (4, "SessionEndInfo"),
    },
    "SessionStartInfo": {
        "hparams": (1, "map"), "model_uri": (2, "string"), "monitor_url": (3, "string"), "group_name": (4, "string"),
        "start_time_secs": (5, "double"),
    },
    "SessionEndInfo": {"status": (1, "int32"), "end_time_secs": (2, "double")},
}

# Fields that a oneof gives a presence of their own: a scalar of 0 is written.
PRESENT = {"simple_value", "file_version"}


def messages():
    """The message classes by name."""
    field_type = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(
        name="tensorboard.proto", package="tb", syntax="proto3", dependency=["google/protobuf/struct.proto"])
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for key, (number, kind) in fields.items():
            repeated, kind = kind.startswith("*") or kind == "map", kind.lstrip("*")
            field = message.field.add(
                name=key, number=number, label=field_type.LABEL_REPEATED if repeated else field_type.LABEL_OPTIONAL)
            if kind == "map":
                entry = message.nested_type.add(name="HparamsEntry", options=descriptor_pb2.MessageOptions(map_entry=True))
                entry.field.add(name="key", number=1, type=field_type.TYPE_STRING, label=field_type.LABEL_OPTIONAL)
                entry.field.add(
                    name="value", number=2, type=field_type.TYPE_MESSAGE, label=field_type.LABEL_OPTIONAL, type_name=".google.protobuf.Value")
                field.type, field.type_name = field_type.TYPE_MESSAGE, f".tb.{name}.HparamsEntry"
            elif kind in MESSAGES:
                field.type, field.type_name = field_type.TYPE_MESSAGE, f".tb.{kind}"
            else:
                field.type = getattr(field_type, f"TYPE_{kind.upper()}")
            if key in PRESENT:
                field.oneof_index = len(message.oneof_decl)
                message.oneof_decl.add(name=f"of_{key}")
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(struct_pb2.DESCRIPTOR.serialized_pb)
    pool.Add(file)
    return {name: message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName(f"tb.{name}")) for name in MESSAGES}


def masked_crc(data):
    """CRC-32C bit by bit (polynomial 82F63B78, reflected), masked as TFRecord files have it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def frame(data):
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked_crc(length)) + data + struct.pack("<I", masked_crc(data))


def records(content):
    """The records of a file, checksums checked."""
    at = 0
    while at < len(content):
        length, crc = struct.unpack_from("<QI", content, at)
        assert crc == masked_crc(content[at:at + 8]), f"checksum of the length at {at}"
        data = content[at + 12:at + 12 + length]
        assert struct.unpack_from("<I", content, at + 12 + length)[0] == masked_crc(data), f"checksum of the data at {at}"
        yield data
        at += 16 + length


def hparams(types, tag, **data):
    content = types["HParamsPluginData"](**data).SerializeToString()
    metadata = {"plugin_data": {"plugin_name": "hparams", "content": content}, "data_class": 2}
    return {"tag": tag, "metadata": metadata, "tensor": {"dtype": 1, "tensor_shape": {"dim": [{}]}}}


def cases(types):
    """Events, by the same constructors that EventBytesTests.cs names."""
    start = types["SessionStartInfo"](start_time_secs=1770091446.5)
    start.hparams["optimizer.lr"].number_value = 0.05
    histogram = {"min": -1, "max": 3, "num": 4, "sum": 5, "sum_squares": 15, "bucket_limit": [0, 1.5, 3], "bucket": [1, 1, 2]}
    yield "version", {"file_version": "brain.Event:2", "source_metadata": {"writer": "MtlTorch"}}
    yield "start", {"step": 301, "session_log": {"status": 1}}
    yield "scalars", {"step": 300, "summary": {"value": [
        {"tag": "train/left/loss", "simple_value": 0.125}, {"tag": "validation/é", "simple_value": 0}, {"tag": "x", "simple_value": float("nan")}]}}
    yield "histogram", {"step": 2 ** 40, "summary": {"value": [{"tag": "parameters/w", "histo": histogram}]}}
    yield "image", {"step": 7, "summary": {"value": [
        {"tag": "parameters/filters", "image": {"height": 2, "width": 300, "colorspace": 3, "encoded_image_string": b"\x89PNG"}}]}}
    yield "hparams start", {"summary": {"value": [hparams(types, "_hparams_/session_start_info", session_start_info=start)]}}
    yield "hparams end", {"step": 300, "summary": {"value": [
        hparams(types, "_hparams_/session_end_info", session_end_info=types["SessionEndInfo"](status=1, end_time_secs=1770091500.25))]}}


def record():
    types = messages()
    rows = [
        {"name": name, "record": frame(types["Event"](wall_time=1770091446.5, **event).SerializeToString(deterministic=True)).hex()}
        for name, event in cases(types)]
    origin = f"scripts/golden/tensorboard.py, protobuf for Python {google.protobuf.__version__}"
    fields = {name: {key: number for key, (number, _) in fields.items()} for name, fields in MESSAGES.items()}
    text = json.dumps({"origin": origin, "sources": SOURCES, "fields": fields, "cases": rows}, separators=(", ", ": "))
    (FOLDER / "tensorboard.json").write_text(text.replace('{"name"', '\n{"name"').replace('"fields"', '\n"fields"') + "\n")


def show(path):
    types = messages()
    for data in records(pathlib.Path(path).read_bytes()):
        event = types["Event"].FromString(data)
        for value in event.summary.value:
            if value.HasField("simple_value"):
                text = f"{value.simple_value:.6g}"
            elif value.HasField("histo"):
                text = f"{value.histo.num:.0f} numbers from {value.histo.min:.4g} to {value.histo.max:.4g}, {len(value.histo.bucket)} buckets"
            elif value.HasField("image"):
                text = f"{value.image.width} x {value.image.height}, {len(value.image.encoded_image_string)} bytes"
            else:
                text = str(types["HParamsPluginData"].FromString(value.metadata.plugin_data.content)).replace("\n", " ")
            print(event.step, value.tag, text)
        if not event.summary.value:
            print(event.step, str(event).replace("\n", " "))


if len(sys.argv) > 1:
    for file in sys.argv[1:]:
        show(file)
else:
    record()
