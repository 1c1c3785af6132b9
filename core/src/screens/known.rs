//! From what was read to what a field wants: which things on this phone a code names, which card, which serial number. One way for every
//! screen. What stands in the books as a whole decides before anything is taken apart; a kind that the code names decides among pieces with
//! one serial number; the books' own spelling of a serial number is the one to go on with.

use super::Luma;
use super::code::{Content, ReadCode};
use super::error::Problem;
use super::view::View;
use crate::domain::ids::CardId;
use crate::domain::parts::{Card, CountedLine, Movement, Stocktake};
use crate::domain::printed::{gtin, same};
use crate::kernel::{Aggregate, Subject};
use crate::store::gtin_name;
use chrono::Datelike;
use fettle_media::{Mode, decode_luma};

/// What a code names on this phone.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Named {
    /// Everything that it may mean.
    pub subjects: Vec<Subject>,
    /// The card; several where the same serial number is on pieces of several and the code does not say which.
    pub cards: Vec<CardId>,
    /// The serial number: in the books' spelling, else as printed. None where the code names no piece.
    pub serial: Option<String>,
}

/// A text as read now.
pub(crate) fn read(view: &View<'_>, text: &str) -> Option<ReadCode> {
    ReadCode::read(text, view.words.now.year())
}

/// What a code names on this phone.
pub(crate) fn named(view: &View<'_>, code: &ReadCode) -> Result<Named, Problem> {
    let (whole, name) = hits(view, &code.whole)?;
    if !whole.is_empty() {
        let own: Vec<CardId> = whole.iter().filter(|s| s.kind() == Card::KIND).map(|s| s.id().into()).collect();
        if own.is_empty() {
            return choose(view, (whole, &name), &[], code.serial());
        }
        return Ok(Named { subjects: whole, cards: own, serial: None });
    }
    if let Some(marked) = unmarked(view, code)? {
        return named(view, &marked);
    }
    let kinds = cards(view, code)?;
    let (pieces, name) = hits(view, &code.pieces())?;
    let found = choose(view, (pieces, &name), &kinds, code.serial())?;
    if kinds.is_empty() {
        return Ok(found);
    }
    let of_kind = || kinds.iter().map(|card| Subject::new(Card::KIND, card.uuid())).collect();
    let subjects = if found.subjects.is_empty() { of_kind() } else { found.subjects };
    // A plain number that is the trade item number of a card is no serial number.
    let serial = if matches!(code.content, Content::Plain) { None } else { found.serial };
    Ok(Named { subjects, cards: kinds, serial })
}

/// Of pieces with this number (`name`) those of `kinds`, where the code names kinds; and all others that are no pieces, such as machines. A piece of
/// which only a count is here, as its movements are of a month that is closed, is named by its card.
fn choose(
    view: &View<'_>,
    (hits, name): (Vec<Subject>, &str),
    kinds: &[CardId],
    serial: Option<String>,
) -> Result<Named, Problem> {
    let mut named = Named { serial, ..Named::default() };
    let (counts, others): (Vec<Subject>, Vec<Subject>) = hits.into_iter().partition(|s| s.kind() == Stocktake::KIND);
    for subject in others {
        if subject.kind() == Movement::KIND {
            let movement: Movement = view.get(subject.id())?;
            let Some(card) = movement.card().filter(|card| kinds.is_empty() || kinds.contains(card)) else { continue };
            if !named.cards.contains(&card) {
                named.cards.push(card);
            }
            named.serial = movement.serial().map(str::to_owned).or(named.serial);
        }
        named.subjects.push(subject);
    }
    for count in counts {
        for (card, printed) in counted(view, &count, name)? {
            if named.cards.contains(&card) || !(kinds.is_empty() || kinds.contains(&card)) {
                continue;
            }
            named.cards.push(card);
            named.subjects.push(card.into());
            named.serial = Some(printed);
        }
    }
    Ok(named)
}

/// The pieces of this number that a count found: card, and serial number as printed.
fn counted(view: &View<'_>, count: &Subject, name: &str) -> Result<Vec<(CardId, String)>, Problem> {
    let stocktake: Stocktake = view.get(count.id())?;
    let of =
        |line: CountedLine| Some((line.card, line.serial.filter(|serial| line.counted > 0 && same(serial, name))?));
    Ok(stocktake.lines.into_iter().filter_map(of).collect())
}

/// A text as GS1 content without its marks, where a card here has its trade item number.
fn unmarked(view: &View<'_>, code: &ReadCode) -> Result<Option<ReadCode>, Problem> {
    let Some(marked) = code.perhaps(view.words.now.year()) else { return Ok(None) };
    Ok(if cards(view, &marked)?.is_empty() { None } else { Some(marked) })
}

/// The cards that a code names by their kind: number, trade item number, a code of their own.
fn cards(view: &View<'_>, code: &ReadCode) -> Result<Vec<CardId>, Problem> {
    for name in code.kinds() {
        let lookup = gtin(&name).map_or(name, |gtin| gtin_name(&gtin));
        let found = view.store.by_code(&lookup)?;
        let cards: Vec<CardId> = found.iter().filter(|s| s.kind() == Card::KIND).map(|s| s.id().into()).collect();
        if !cards.is_empty() {
            return Ok(cards);
        }
    }
    Ok(Vec::new())
}

/// What the first of these names that anything has names, and that name.
fn hits(view: &View<'_>, names: &[String]) -> Result<(Vec<Subject>, String), Problem> {
    for name in names {
        let found = view.store.by_code(name)?;
        if !found.is_empty() {
            return Ok((found, name.clone()));
        }
    }
    Ok((Vec::new(), String::new()))
}

/// The serial number that a field gets from what was typed or scanned into it, for a piece of `card`; none where it was left empty.
///
/// # Errors
/// `code_without_serial` where the code names a kind of goods and not the piece; the code of what is wrong with its content.
pub(crate) fn serial(view: &View<'_>, text: &str, card: Option<CardId>) -> Result<Option<String>, Problem> {
    let Some(code) = read(view, text) else { return Ok(None) };
    if let Content::Broken { fault } = code.content {
        return Err(Problem::error(fault));
    }
    let names: Vec<String> = code.whole.iter().cloned().chain(code.serial()).collect();
    for name in &names {
        for subject in view.store.by_code(name)? {
            let known = match subject.kind() {
                Movement::KIND => {
                    let movement: Movement = view.get(subject.id())?;
                    let serial = movement.serial().filter(|serial| same(serial, name)).map(str::to_owned);
                    serial.filter(|_| card.is_none() || movement.card() == card)
                }
                Stocktake::KIND => {
                    let mut pieces = counted(view, &subject, name)?.into_iter();
                    pieces.find(|(of, _)| card.is_none_or(|card| card == *of)).map(|(_, serial)| serial)
                }
                _ => None,
            };
            if known.is_some() {
                return Ok(known);
            }
        }
    }
    if let Some(marked) = unmarked(view, &code)? {
        return serial(view, &marked.scanned, card);
    }
    let of_a_kind = || Problem::error("code_without_serial").with("code", &code.text);
    let serial = code.serial().ok_or_else(of_a_kind)?;
    if let Some(card) = card {
        let card: Card = view.get(card.uuid())?;
        if card.codes().any(|own| same(own, &serial) || (gtin(own).is_some() && gtin(own) == gtin(&serial))) {
            return Err(of_a_kind());
        }
    }
    Ok(Some(serial))
}

/// What a picture with several codes means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Picked {
    /// There is none.
    Nothing,
    /// This one.
    One(ReadCode),
    /// A person has to say which.
    Ask(Vec<ReadCode>),
}

/// Of several codes on one picture the one that is meant: the one that is known here, a piece before its kind; else the one that names a
/// piece by its own content; else a person is asked.
pub(crate) fn pick(view: &View<'_>, mut codes: Vec<ReadCode>) -> Result<Picked, Problem> {
    codes.sort_by(|a, b| a.text.cmp(&b.text));
    codes.dedup_by(|a, b| a.text == b.text);
    if let [link] = codes.iter().filter(|code| code.link.is_some()).collect::<Vec<_>>().as_slice() {
        return Ok(Picked::One((*link).clone()));
    }
    if codes.len() > 1 {
        let mut known: Vec<(bool, ReadCode)> = Vec::new();
        for code in &codes {
            let named = named(view, code)?;
            if !named.subjects.is_empty() {
                known.push((named.cards.is_empty() || named.serial.is_some(), code.clone()));
            }
        }
        let pieces: Vec<_> = known.iter().filter(|(piece, _)| *piece).collect();
        let only = match (pieces.as_slice(), known.as_slice()) {
            ([(_, only)], _) | ([], [(_, only)]) => Some(only.clone()),
            ([], []) => {
                let told = |code: &&ReadCode| !matches!(code.content, Content::Plain) && code.serial().is_some();
                let mut told = codes.iter().filter(told);
                told.next().filter(|_| told.next().is_none()).cloned()
            }
            _ => None,
        };
        return Ok(only.map_or(Picked::Ask(codes), Picked::One));
    }
    Ok(codes.into_iter().next().map_or(Picked::Nothing, Picked::One))
}

/// Of codes before the camera those that a field may take, as its text; several: a person is asked which. A kind of goods is no piece: a
/// field that wants a serial number never gets it.
pub(crate) fn for_field(view: &View<'_>, codes: Vec<ReadCode>) -> Result<Vec<String>, Problem> {
    let pieces: Vec<ReadCode> =
        codes.into_iter().filter(|code| code.link.is_some() || code.serial().is_some()).collect();
    let text = |code: &ReadCode| match (&code.link, code.serial()) {
        (Some(link), _) => link.to_string(),
        (None, serial) => serial.unwrap_or_default(),
    };
    Ok(match pick(view, pieces)? {
        Picked::Nothing => Vec::new(),
        Picked::One(code) => vec![text(&code)],
        Picked::Ask(codes) => codes.iter().map(text).collect(),
    })
}

/// What of the codes in a camera frame a field gets.
pub(crate) fn in_frame(view: &View<'_>, plane: &Luma<'_>, thorough: bool) -> Result<Vec<String>, Problem> {
    let found = decode_luma(plane, if thorough { Mode::Thorough } else { Mode::Fast })?;
    for_field(view, found.iter().filter_map(|code| ReadCode::decoded(code, view.words.now.year())).collect())
}
