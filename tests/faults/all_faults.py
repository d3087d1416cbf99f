"""The list of all faults, in the order of the table."""

import builder_faults
import builder_process_faults
import disk_faults
import driver_faults
import file_faults
import limit_faults
import memory_faults
import server_faults
import state_faults
import surroundings_faults

THEMES = [builder_faults, builder_process_faults, memory_faults, server_faults,
          driver_faults, surroundings_faults, disk_faults, limit_faults, state_faults, file_faults]


def all_faults(portable=False):
    """The classes of all faults; of the portable flavour, those that it promises to survive."""
    faults = [fault for theme in THEMES for fault in theme.FAULTS]
    return [fault for fault in faults if not (portable and fault.linux_only)]
