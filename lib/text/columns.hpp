// How many columns of a terminal a character takes.
#pragma once

namespace docbuild {

/// 0 for combining and invisible characters, 2 for wide ones (Unicode, UAX #11), else 1. Symbols
/// that only some terminals draw wide count as wide: a line cut early is better than a wrapped one.
unsigned columns_of(char32_t code);

} // namespace docbuild
