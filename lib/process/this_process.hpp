// What this process asks of the system for itself.
#pragma once

namespace docbuild {

/// Makes this process the parent of every descendant whose own parent ends (prctl(2),
/// PR_SET_CHILD_SUBREAPER); false where the system cannot.
bool adopt_orphans();

/// The name that ps(1) shows; at most 15 bytes. Nothing where the system has no such call.
void set_process_name(const char* name);

/// Closes descriptors from `first` to before `end`; numbers may be unused.
void close_descriptors(int first, int end);

} // namespace docbuild
