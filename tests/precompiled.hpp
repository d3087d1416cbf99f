// As lib/precompiled.hpp, for tests.
#include "lib/precompiled.hpp"

#include <doctest/doctest.h>
