"""The benchmark cases, in the order of the table.

A case is an object with a `name` and `run(place) -> Report`. A new one is a module here and a line
below; see measurement.py for how to run programs in turn and report.py for what to give back.
"""

from benchmarks import (all_of_stage, fork_server, idle, kernel, many_jobs, no_op, numpy_conf,
                        package, plan,                         preload)


def all_cases():
    return [many_jobs.ManyJobs(), kernel.SmallestKernelDocuments(), plan.LargeManifest(),
            all_of_stage.AllOfStage(), no_op.NoOp(), no_op.SmallNoOp(), no_op.TouchedAndChanged(),
            no_op.LargeNoOp(), idle.Idle(), preload.Preloaded(), preload.InventoryToo(),
            fork_server.ForkServer(), numpy_conf.NumpyConf(), package.Package(),
            preload.WholeKernel()]
