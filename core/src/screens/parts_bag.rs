//! The bag: what I carry, what I owe and until when, and my open slips.

use super::blocks::{Button, Head, Row, Section};
use super::error::Problem;
use super::queries::bag::{self, bag_section};
use super::queries::{banners, owed};
use super::route::{Route, ScanFor};
use super::view::View;
use serde::{Deserialize, Serialize};

/// The bag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PartsBagScreen {
    /// Title and banners.
    pub head: Head,
    /// What is in the bag.
    pub bag: Section,
    /// Parts owed back, what is due first coming first.
    pub debts: Section,
    /// Papers owed.
    pub papers: Section,
    /// Slips that wait for the stock keeper.
    pub slips: Section,
    /// What can be done.
    pub buttons: Vec<Button>,
}

pub(crate) fn show(view: &View<'_>) -> Result<PartsBagScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let section = |key: &str, title: &str, rows: Vec<Row>, empty: &str| Section {
        more: None,
        key: key.to_owned(),
        title: words.say(title),
        rows,
        empty: if empty.is_empty() { String::new() } else { words.say(empty) },
    };
    let papers = owed::owed_papers(view, me.person)?.into_iter().map(|(_, row)| row).collect();
    let give = Route::Return { debt: None, code: None };
    Ok(PartsBagScreen {
        head: Head {
            title: words.say("screen-bag-title"),
            subtitle: view.person(me.person)?,
            banners: banners::all(view),
            ..Head::default()
        },
        bag: bag_section(view)?,
        debts: section("debts", "screen-today-debts", owed::debt_rows(view, me.person)?, "screen-today-no-debts"),
        papers: section("papers", "screen-today-papers", papers, ""),
        slips: section("slips", "screen-bag-slips", bag::slips(view, me.person)?, ""),
        buttons: vec![
            Button::new("return", words.say("screen-job-return"), give).primary(),
            Button::new("take", words.say("screen-job-take"), Route::Take { job: None, card: None, serial: None }),
            Button::new("scan", words.say("screen-today-scan"), Route::scan(ScanFor::Return)),
        ],
    })
}
