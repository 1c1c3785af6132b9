//! The command line: `fettle --help`.

/// Under load the system's own allocator takes a sixth of the time: with this one that many more events are accepted a second (`tests/peers`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    fettle_hub::cli::main()
}
