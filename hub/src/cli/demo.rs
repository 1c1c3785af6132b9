//! `fettle demo`.

use super::serve::stop_signal;
use super::terminal::{Outcome, language};
use crate::demo::{self, Demo};
use clap::Args;
use fettle_core::text::{code_text, text, text_with};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// Play three months of a sample company: twelve faults from the call to the signed sheet, then leave the hub running
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder for hub, phones and papers; an earlier demo's folder is shown again instead of played again
    #[arg(long, default_value = "fettle-demo")]
    data: PathBuf,
    /// Port of the hub; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Folder of fonts for what the built-in ones lack on papers
    #[arg(long, value_name = "FOLDER")]
    fonts: Option<PathBuf>,
    /// End when the story is told
    #[arg(long)]
    once: bool,
}

impl Arguments {
    pub(super) async fn run(self) -> Outcome {
        let lang = language();
        let began = Instant::now();
        let demo = Demo { folder: self.data, port: self.port, fonts: self.fonts };
        let played = demo::play(&demo, &mut |line| println!("{line}")).await?;
        println!("\n{}", text(lang, "demo-causes"));
        for line in &played.causes {
            let name = code_text(lang, "papers-cause-", line.cause.code());
            println!("{name}  {}  {}.{} %", line.count, line.tenths / 10, line.tenths % 10);
        }
        let folder = demo.folder.join("papers");
        let count = played.papers.len().to_string();
        println!("\n{}", text_with(lang, "demo-papers", &[("count", count), ("folder", folder.display().to_string())]));
        for (number, warning) in &played.warnings {
            let args = [("number", number.clone()), ("warning", warning.text(lang))];
            println!("{}", text_with(lang, "demo-paper-warning", &args));
        }
        println!("{}", text_with(lang, "demo-took", &[("seconds", began.elapsed().as_secs().to_string())]));
        let args =
            [("address", played.address.clone()), ("login", "zhou".to_owned()), ("password", played.password.clone())];
        println!("{}", text_with(lang, "demo-console", &args));
        if !self.once {
            println!("{}", text(lang, "demo-running"));
            stop_signal().await;
        }
        played.hub.stop();
        played.serving.await??;
        Ok(ExitCode::SUCCESS)
    }
}
