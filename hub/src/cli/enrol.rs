//! `fettle enrol`.

use super::terminal::{Outcome, language};
use crate::audit::{Action, Note};
use crate::clock::Clock;
use crate::error::Fault;
use crate::hub;
use clap::Args;
use fettle_core::sync::enrol_link::EnrolLink;
use fettle_core::text::text_with;
use std::path::PathBuf;
use std::process::ExitCode;

/// Print a one-time code (15 minutes) and its QR that make a phone a device of a person
#[derive(Debug, Args)]
pub(super) struct Enrol {
    /// Data folder of the hub, which may be running
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// Login name of the person
    #[arg(long)]
    person: String,
    /// Address under which phones reach the hub; else the --address that it was last served with, or the one that it listened on
    #[arg(long, value_name = "URL")]
    address: Option<String>,
}

impl Enrol {
    pub(super) async fn run(self) -> Outcome {
        let accounts = hub::accounts_of(&self.data, Clock::system()).await?;
        let person = accounts.by_login(&self.person).await?;
        let person = person
            .ok_or_else(|| crate::error::HubError::from(Fault::bad("login_unknown").with("login", &self.person)))?;
        let parts = hub::link_parts(&self.data, &Clock::system()).await?;
        let missing = || crate::error::HubError::from(Fault::bad("address_missing"));
        let address = self.address.or(parts.address).or(parts.listens).ok_or_else(missing)?;
        let fresh = accounts.enrolment_code(person).await?;
        accounts.audit.note(Note::new(Action::CodeMade).about(Some(person.uuid()))).await?;
        let link = EnrolLink::with(&address, &fresh.code, parts.pins, parts.plain);
        let link = link.map_err(|e| crate::error::HubError::from(Fault::bad(e.code())))?.to_string();
        let qr = qrcode::QrCode::new(link.as_bytes())?;
        println!("{}", qr.render::<qrcode::render::unicode::Dense1x2>().quiet_zone(true).build());
        println!("{link}");
        println!("{}", text_with(language(), "hub-enrol-code", &[("code", fresh.code), ("minutes", "15".into())]));
        Ok(ExitCode::SUCCESS)
    }
}
