"""What is to be started: arguments, environment, directory, log."""

import os
from dataclasses import dataclass
from typing import Optional


class Refusal(Exception):
    """Why a request is not carried out here; without preloading it may work, or fail clearly."""


@dataclass(frozen=True)
class Request:
    job: int
    directory: str
    arguments: list
    environment: dict  # bytes to bytes, as the system has them
    log: int
    written: Optional[str] = None  # report there which files the process writes

    @classmethod
    def of(cls, message, strings, log):
        number = message.get("arguments")
        if message.get("type") != "start" or not isinstance(message.get("job"), int) \
                or not isinstance(number, int) or not 1 <= number < len(strings):
            raise Refusal(f"no request that this server knows: {message}")
        if log is None:
            raise Refusal("no descriptor came with the request")
        directory, arguments, rest = strings[0], strings[1:1 + number], strings[1 + number:]
        environment = dict(item.split(b"=", 1) for item in rest if b"=" in item[1:])
        return cls(message["job"], os.fsdecode(directory), [os.fsdecode(a) for a in arguments],
                   environment, log, message.get("written"))
