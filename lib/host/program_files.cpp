#include "lib/host/program_files.hpp"

#include "lib/disk/file_scan.hpp"

namespace docbuild {

ProgramFiles::Program& ProgramFiles::look(const std::string& path) {
    const auto [known, is_new] = programs_.try_emplace(path);
    if (is_new) {
        known->second.state = look_at(path);
    }
    return known->second;
}

InputFile ProgramFiles::with_content(const std::string& path) {
    Program& program = look(path);
    if (!program.content) {
        const Digest content = digest_of_file("/", program.state);
        program.content = look_at(path) == program.state ? content : Digest{};
    }
    return {program.state, *program.content};
}

} // namespace docbuild
