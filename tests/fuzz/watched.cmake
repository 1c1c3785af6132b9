# CMake tries the compiler by linking a program; clang's own sanitizer runtime need not be installed for ours, since the compiler of
# Rust brings one. A library is enough of a trial.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
