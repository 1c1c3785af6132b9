//! The bag: what I carry, what I owe and until when, and my open slips.

use super::blocks::{Button, Head, Row, Section, Tone};
use super::error::Problem;
use super::queries::bag::{self, bag_section, card_name, my_takes};
use super::queries::{banners, owed};
use super::route::{Route, ScanFor};
use super::view::View;
use crate::domain::parts;
use crate::kernel::PersonId;
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

fn slips(view: &View<'_>, me: PersonId) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for (id, take) in my_takes(view, me)? {
        let Some(status) = take.status.filter(|s| *s != parts::TakeStatus::Issued && *s != parts::TakeStatus::Unowed)
        else {
            continue;
        };
        let mut names = Vec::new();
        for line in take.lines.values() {
            names.push(format!("{} {}", card_name(view, Some(line.card))?, bag::amount(view, line.quantity)));
        }
        rows.push(Row {
            key: id.to_string(),
            title: take.number.clone(),
            detail: words.list(&names),
            trailing: words.code("parts-take-", status.code()),
            tone: Tone::Info,
            ..Row::default()
        });
    }
    Ok(rows)
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
        slips: section("slips", "screen-bag-slips", slips(view, me.person)?, ""),
        buttons: vec![
            Button::new("return", words.say("screen-job-return"), give).primary(),
            Button::new("take", words.say("screen-job-take"), Route::Take { job: None, card: None }),
            Button::new("scan", words.say("screen-today-scan"), Route::scan(ScanFor::Return)),
        ],
    })
}
