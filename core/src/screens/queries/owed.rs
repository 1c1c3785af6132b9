//! Parts and papers that I owe to the store, and until when.

use super::bag::{self, amount, card_name, my_takes};
use crate::domain::parts::{self, Debt, Owed};
use crate::domain::values::Quantity;
use crate::kernel::PersonId;
use crate::screens::action::{Action, ReturnAction, TakeAction};
use crate::screens::blocks::{Button, Field, FieldKind, Row, Tone};
use crate::screens::error::Problem;
use crate::screens::route::Route;
use crate::screens::view::View;
use chrono::{DateTime, Utc};

/// My debts, what is due first coming first.
pub(crate) fn my_debts(view: &View<'_>, me: PersonId) -> Result<Vec<Debt>, Problem> {
    let mut debts = Vec::new();
    for (id, take) in my_takes(view, me)? {
        debts.extend(parts::debts(id, &take, view.words.now));
    }
    debts.sort_by_key(|debt| (debt.due, debt.take, debt.line));
    Ok(debts)
}

/// Parts that I owe.
pub(crate) fn debt_rows(view: &View<'_>, me: PersonId) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for debt in my_debts(view, me)?.into_iter().filter(|debt| debt.owed != Owed::Paper) {
        let key = format!("{}/{}", debt.take, debt.line);
        let name = card_name(view, debt.card)?;
        // Of what is on its way nothing is left for me to do: it is shown until the store has it.
        let sent = debt.on_its_way.map_or(0, |(sent, _)| sent.amount);
        let left = debt.quantity.map(|quantity| Quantity { amount: quantity.amount - sent, ..quantity });
        let done = left.is_some_and(|left| left.amount <= 0);
        let since = debt.on_its_way.map(|(sent, since)| -> Result<String, Problem> {
            Ok(words.list(&[amount(view, sent), bag::on_its_way(view, since)?]))
        });
        let since = since.transpose()?;
        if done {
            rows.push(Row { key, title: name, detail: since.unwrap_or_default(), tone: Tone::Info, ..Row::default() });
            continue;
        }
        let amount = left.map(|quantity| amount(view, quantity)).unwrap_or_default();
        let owed = match debt.owed {
            Owed::OldForNew => "screen-bag-owe-old",
            Owed::Unused | Owed::Paper => "screen-bag-owe-unused",
        };
        rows.push(Row {
            title: name,
            detail: [Some(words.with(owed, &[("amount", amount), ("slip", debt.number.clone())])), since]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
            trailing: words.left_in_days(debt.due),
            tone: if debt.overdue { Tone::Bad } else { Tone::Warning },
            open: Some(Route::Return { debt: Some(key.clone()), code: None }),
            buttons: vec![explain(view, &key)],
            key,
            ..Row::default()
        });
    }
    // What is still to be done first.
    rows.sort_by_key(|row| row.open.is_none());
    Ok(rows)
}

/// Settles a debt by a reason.
pub(crate) fn explain(view: &View<'_>, debt: &str) -> Button {
    let words = view.words;
    let reason = Field::new("reason", words.say("screen-return-reason"), FieldKind::LongText).required();
    let action = ReturnAction::Explain { debt: debt.to_owned() };
    Button::new("explain", words.say("screen-return-explain"), action).ask(vec![reason])
}

/// Papers of parts taken first that I owe, with when each is due.
pub(crate) fn owed_papers(view: &View<'_>, me: PersonId) -> Result<Vec<(DateTime<Utc>, Row)>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for debt in my_debts(view, me)?.into_iter().filter(|debt| debt.owed == Owed::Paper) {
        let number = Field::new("number", words.say("screen-bag-paper-number"), FieldKind::Text).required();
        let action = TakeAction::FilePaper { take: debt.take.to_string() };
        let action = Action::Take { job: None, action };
        let row = Row {
            key: debt.take.to_string(),
            title: words.with("screen-bag-paper", &[("slip", debt.number.clone())]),
            trailing: words.left(debt.due),
            tone: if debt.overdue { Tone::Bad } else { Tone::Warning },
            open: Some(Route::PartsBag),
            buttons: vec![Button::new("file", words.say("screen-bag-file-paper"), action).ask(vec![number])],
            ..Row::default()
        };
        rows.push((debt.due, row));
    }
    Ok(rows)
}
