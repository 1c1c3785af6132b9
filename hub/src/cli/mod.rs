//! The command line. One file a command; each file has its arguments and what it does.

mod backup;
mod demo;
mod enrol;
mod export_company;
mod export_events;
mod import;
mod import_rescue;
mod passwd;
mod relocate;
mod restore;
mod serve;
mod terminal;
mod tls;
mod verify;

use crate::error::HubError;
use clap::{Parser, Subcommand};
use fettle_core::text::{Lang, text_with};
use std::process::ExitCode;
use terminal::language;

/// After-sales field service: the hub that phones sync with, and its console.
///
/// A hub lives in one data folder (default `fettle-data`), which is made on first use. A first hub: `fettle passwd LOGIN --administrator
/// NAME`, then `fettle serve`, then `fettle enrol --person LOGIN` for each phone.
#[derive(Debug, Parser)]
#[command(name = "fettle", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Serve(serve::Serve),
    Tls(tls::Tls),
    Enrol(enrol::Enrol),
    Import(import::Import),
    ImportRescue(import_rescue::ImportRescue),
    Passwd(passwd::Passwd),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Move(relocate::Move),
    Verify(verify::Verify),
    ExportCompany(export_company::ExportCompany),
    ExportEvents(export_events::ExportEvents),
}

/// Runs the command that was typed.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    quiet_panics();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(e) => {
            eprintln!("fettle: {e}");
            return ExitCode::from(2);
        }
    };
    let outcome = runtime.block_on(async {
        match arguments.command {
            Command::Demo(demo) => demo.run().await,
            Command::Serve(serve) => serve.run().await,
            Command::Tls(tls) => tls.run().await,
            Command::Enrol(enrol) => enrol.run().await,
            Command::Import(import) => import.run().await,
            Command::ImportRescue(import) => import.run().await,
            Command::Passwd(passwd) => passwd.run().await,
            Command::Backup(backup) => backup.run().await,
            Command::Restore(restore) => restore.run().await,
            Command::Move(relocate) => relocate.run().await,
            Command::Verify(verify) => verify.run().await,
            Command::ExportCompany(export) => export.run().await,
            Command::ExportEvents(export) => export.run().await,
        }
    });
    outcome.unwrap_or_else(|e| {
        eprintln!("fettle: {}", explain(e.as_ref()));
        ExitCode::from(2)
    })
}

/// A fault of the program says where it is, not what it had in hand: that may be a customer's.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        eprintln!("fettle: a fault of the program{at}");
    }));
}

/// The text of an error in the language of the terminal.
fn explain(e: &(dyn std::error::Error + 'static)) -> String {
    explain_in(language(), e)
}

fn explain_in(lang: Lang, e: &(dyn std::error::Error + 'static)) -> String {
    let versions = |found: &i64, known: &i64| [("found", found.to_string()), ("known", known.to_string())];
    match e.downcast_ref() {
        Some(HubError::Fault(fault)) => fault.text(lang),
        Some(HubError::Newer { found, known }) => text_with(lang, "error-database-newer", &versions(found, known)),
        Some(HubError::Older { found, known }) => text_with(lang, "error-database-older", &versions(found, known)),
        Some(HubError::Locked(folder)) => {
            text_with(lang, "error-folder-locked", &[("folder", folder.display().to_string())])
        }
        Some(e) if e.is_full() => text_with(lang, "error-hub-full", &[]),
        Some(e) if e.is_busy() => text_with(lang, "error-database-busy", &[]),
        _ => e.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_explains_itself() {
        Arguments::command().debug_assert();
        let help = Arguments::command().render_long_help().to_string();
        for command in Arguments::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{} says what it does", command.get_name());
            assert!(help.contains(command.get_name()));
        }
    }

    #[tokio::test]
    async fn what_is_not_found_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let nowhere = folder.path().join("nowhere");
        let data = nowhere.as_os_str();
        for words in [
            vec!["fettle".as_ref(), "import".as_ref(), data],
            vec!["fettle".as_ref(), "tls".as_ref(), "announce".as_ref(), "--data".as_ref(), data],
        ] {
            let arguments = Arguments::try_parse_from(words).expect("parsed");
            let said = match arguments.command {
                Command::Import(import) => import.run().await,
                Command::Tls(tls) => tls.run().await,
                _ => panic!("import or tls"),
            };
            assert!(explain(said.expect_err("nothing is there").as_ref()).contains("nowhere"));
        }
    }

    #[test]
    fn a_newer_database_is_refused_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            for e in [HubError::Newer { found: 9, known: 2 }, HubError::Older { found: 9, known: 2 }] {
                let text = explain_in(lang, &e);
                assert!(text.contains('9') && text.contains('2') && !text.starts_with("error-"), "{text}");
            }
            assert!(explain_in(lang, &HubError::Locked("there".into())).contains("there"));
        }
    }

    #[tokio::test]
    async fn verify_tells_true_changed_and_unreadable_by_its_exit_code() {
        let hub = crate::testing::TestHub::start().await;
        let mut bytes = Vec::new();
        hub.hub.export_events(crate::export::Selection::All, &mut bytes).await.expect("written");
        let mut changed = bytes.clone();
        let at = changed.len() / 2;
        changed[at] ^= 1;
        for (content, code) in [(bytes.as_slice(), 0_u8), (&changed, 1), (b"%PDF-1.7 nothing", 1), (b"other", 2)] {
            let file = hub.data().join("export");
            std::fs::write(&file, content).expect("written");
            let arguments =
                Arguments::try_parse_from(["fettle".as_ref(), "verify".as_ref(), file.as_os_str()]).expect("parsed");
            let Command::Verify(verify) = arguments.command else { panic!("verify") };
            let outcome = verify.run().await.expect("checked");
            assert_eq!(format!("{outcome:?}"), format!("{:?}", ExitCode::from(code)));
        }
    }

    /// A signature of the customer's on a paper is no change of it, and no paper as it was issued either.
    #[tokio::test]
    async fn a_paper_with_something_added_has_an_exit_code_of_its_own_and_can_be_taken_out() {
        use fettle_core::domain::jobs::sheet::SheetLanguage;
        let hub = crate::testing::TestHub::start().await;
        let company = hub.company(false).await;
        let job = crate::console::tests::signed::signed(&hub, &company).await;
        let paper = crate::papers::service_report(
            &hub.hub,
            job,
            crate::papers::Printing::customers(SheetLanguage::Both, Some(&hub.address)),
        )
        .await;
        let paper = paper.expect("a paper").pdf;
        let key = hex::encode(fettle_papers::public_key(&hub.hub.key().seed()));
        let mut changed = paper.clone();
        changed[paper.len() / 2] ^= 1;
        let (file, issued) = (hub.data().join("paper.pdf"), hub.data().join("issued.pdf"));
        for (content, code) in
            [(paper.clone(), 0_u8), ([&paper[..], b"1 0 obj\n<<>>\nendobj\n"].concat(), 3), (changed, 1)]
        {
            std::fs::write(&file, content).expect("written");
            let words = ["fettle", "verify", "--key", &key, "--issued"].map(std::ffi::OsStr::new);
            let files = [issued.as_os_str(), file.as_os_str()];
            let arguments = Arguments::try_parse_from(words.into_iter().chain(files)).expect("parsed");
            let Command::Verify(verify) = arguments.command else { panic!("verify") };
            let outcome = verify.run().await.expect("checked");
            assert_eq!(format!("{outcome:?}"), format!("{:?}", ExitCode::from(code)));
        }
        assert_eq!(std::fs::read(&issued).expect("read"), paper);
    }
}
