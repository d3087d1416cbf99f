// The file that a person reads progress on: whether it is a terminal, how wide, and writing to it
// without waiting for the reader.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace docbuild {

/// A terminal that is held by Ctrl-S, or a pipe that nobody empties, takes nothing: what is to be
/// shown waits then, and the run does not. Where a write fails nothing more is written: a reader
/// that went away does not end a build.
class Terminal {
  public:
    /// Borrows the descriptor.
    explicit Terminal(int descriptor) : descriptor_(descriptor) {}
    /// Writes what is left, however long the reader takes.
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    bool is_terminal() const;
    /// 0 where it is not known.
    unsigned columns() const;
    void write(std::string_view text);

    /// While attached, what waits is written as soon as the reader takes it.
    void attach(boost::asio::io_context& context);
    void detach();

  private:
    /// What the reader takes without being waited for; `patience` as poll(2) has it.
    void write_waiting(int patience);
    void wait_for_reader();

    int descriptor_;
    bool is_broken_ = false;
    std::string waiting_;
    std::optional<boost::asio::posix::stream_descriptor> watched_; // a copy of the descriptor
    bool is_watching_ = false;
};

/// Attaches a terminal as long as it lives.
class WatchedTerminal {
  public:
    WatchedTerminal(Terminal& terminal, boost::asio::io_context& context) : terminal_(terminal) {
        terminal_.attach(context);
    }
    ~WatchedTerminal() { terminal_.detach(); }
    WatchedTerminal(const WatchedTerminal&) = delete;
    WatchedTerminal& operator=(const WatchedTerminal&) = delete;

  private:
    Terminal& terminal_;
};

} // namespace docbuild
