"""Prints reports as a Markdown table, and the machine that they are from."""

import os
import platform


def machine():
    """The processor, how many of them this process may use, memory and kernel, in one line."""
    model = platform.machine()
    memory = ""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    with open("/proc/meminfo", encoding="utf-8") as file:
        kilobytes = int(file.readline().split()[1])
        memory = f"{kilobytes / 2**20:.0f} GiB"
    return (f"{len(os.sched_getaffinity(0))} × {model}, {memory}, "
            f"{platform.system()} {platform.release()}")


def _value(row):
    if row.unit == "s":
        return f"{row.value:.3f} s"
    if row.unit == "MB":
        return f"{row.value / 1e6:.1f} MB"
    return f"{row.value:g} {row.unit}"


def _must(row):
    if row.must is None:
        return "", ""
    if row.ratio is not None:
        limit = f"≤ {row.must:g} ×"
    elif row.unit == "MB":
        limit = f"≤ {row.must / 1e6:g} MB"
    else:
        limit = f"≤ {row.must:g} {row.unit}"
    return limit, "pass" if row.passed else "MISS"


def print_table(reports):
    header = ("case", "program", "median", "docbuild / it", "must", "")
    lines = [header]
    for report in reports:
        title = report.title
        for row in report.rows:
            ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
            lines.append((title, row.program, _value(row), ratio, *_must(row)))
            title = ""
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    print(f"\n{machine()}\n")
    for number, line in enumerate(lines):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |")
        if number == 0:
            print("| " + " | ".join("-" * width for width in widths) + " |")
