//! `fettle-stage OUT_DIR`: what has to be there before a phone's working day can be played against a real hub.
//!
//! - `hub/`: a hub's data folder with the sample company imported, the shipped checklists published, and one repair reported by the desk
//!   and assigned;
//! - `photo.jpg`, `label.pgm`: what the engineer will hold before the camera;
//! - `stage.properties`: who and what, as `key=value` lines.
//!
//! For the tests of the shells, which are not in Rust; nothing here is used by a hub or a phone. The hub itself is then started as a
//! user would: `fettle serve --data OUT_DIR/hub`.

mod company;
mod material;

use std::path::PathBuf;
use std::process::ExitCode;

/// The faulty part that comes back, by its printed label: a serial number that no list has.
const FAULTY: &str = "PTZ-600-DB-OLD77";

#[tokio::main(flavor = "multi_thread")]
async fn main() -> ExitCode {
    let Some(out) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: fettle-stage OUT_DIR");
        return ExitCode::from(2);
    };
    match set(&out).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fettle-stage: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn set(out: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(out)?;
    material::write(out, FAULTY)?;
    let staged = company::write(&out.join("hub")).await?;
    let properties = [
        ("engineer", company::ENGINEER),
        ("colleague", company::DESK),
        ("job", &staged.job),
        ("card", &staged.card),
        ("faulty", FAULTY),
    ];
    let lines: Vec<String> = properties.iter().map(|(key, value)| format!("{key}={value}\n")).collect();
    Ok(std::fs::write(out.join("stage.properties"), lines.concat())?)
}
