//! What a field says, in the reader's words, with other records by their names.

use crate::domain::any::AnyFolded;
use crate::domain::said::{Piece, sla_args};
use crate::domain::worklist::Said;
use crate::kernel::Subject;
use crate::screens::error::Problem;
use crate::screens::view::View;
use chrono_tz::Tz;

/// What a value of a field of a job says, with times as at `zone`.
pub(crate) fn said_text(view: &View<'_>, said: Said, zone: Tz) -> Result<String, Problem> {
    let words = view.words;
    Ok(match said {
        Said::Word(key) => words.say(&key),
        Said::Typed(text) => text,
        Said::At(at) => words.time(at, zone),
        Said::People(people) => {
            let names: Result<Vec<String>, Problem> = people.into_iter().map(|id| view.person(id)).collect();
            words.list(&names?)
        }
        Said::Pieces(pieces) => pieces_text(view, pieces)?,
    })
}

/// What a field of master data says, in the reader's words.
pub(crate) fn pieces_text(view: &View<'_>, pieces: Vec<Piece>) -> Result<String, Problem> {
    let words = view.words;
    let mut parts = Vec::new();
    for piece in pieces {
        parts.push(match piece {
            Piece::Word(key) => words.say(&key),
            Piece::Typed(text) => text,
            Piece::Named(name) => name.in_lang(words.lang).to_owned(),
            Piece::Record(subject) => match name(view, &subject)? {
                Some(name) => name,
                None => words.say("screen-said-not-here"),
            },
            Piece::SlaTarget(level, sla) => words.with("sites-said-promise", &sla_args(level, sla)),
        });
    }
    parts.retain(|part| !part.is_empty());
    Ok(if parts.is_empty() { words.say("sites-said-nothing") } else { words.list(&parts) })
}

/// The name of another record; empty where this phone does not have it.
pub(crate) fn named(view: &View<'_>, subject: &Subject) -> Result<String, Problem> {
    Ok(name(view, subject)?.unwrap_or_default())
}

/// A machine by its serial number too: a site may have many of one name.
fn name(view: &View<'_>, subject: &Subject) -> Result<Option<String>, Problem> {
    let state = view.store.any(subject)?;
    let name = state.as_ref().and_then(AnyFolded::name).map(|name| name.in_lang(view.words.lang).to_owned());
    let serial = state.as_ref().and_then(AnyFolded::as_equipment).map(|machine| machine.sn.clone());
    Ok(name.map(|name| format!("{name} {}", serial.unwrap_or_default()).trim().to_owned()))
}
