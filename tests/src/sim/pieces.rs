//! Where every piece really is: each simulated part has an identity here that no program knows. Hands move pieces, people write down what they
//! did; the oracle compares what the program made of it with where the pieces are.

use super::company::Company;
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{Condition, MovementDetails};
use fettle_core::kernel::{Draft, Subject};
use std::collections::BTreeSet;
use uuid::Uuid;

pub type PieceId = usize;

/// One physical part.
#[derive(Debug, Clone)]
pub struct Piece {
    pub card: CardId,
    /// What is printed on it; none for a part without, or where nobody can read it.
    pub serial: Option<String>,
    /// Where it is; none at a supplier's or built in at a customer's.
    pub at: Option<PlaceId>,
    pub condition: Condition,
}

/// One piece carried from one place to another.
#[derive(Debug, Clone)]
pub struct Step {
    pub piece: PieceId,
    pub from: Option<PlaceId>,
    pub to: Option<PlaceId>,
    pub becomes: Option<Condition>,
}

/// What somebody wrote down of what hands did.
#[derive(Debug)]
pub struct Deed {
    /// True time, milliseconds after the start.
    pub at: u64,
    /// Movements by the ids that they got.
    pub entries: Vec<(Uuid, MovementDetails)>,
    /// Everything that the record is about: there a flag would stand.
    pub subjects: BTreeSet<Subject>,
    /// The pieces were not where the person believed them: it is written down and did not happen.
    pub void: bool,
    /// It is about parts without serial numbers only: who reaches into a box twice cannot be told.
    pub plain: bool,
    /// Written down by mistake, or to take such a mistake back: it never happened, and the books have it as far as it is on record.
    pub mistyped: bool,
}

/// A serial number that was read later than the piece was written down.
#[derive(Debug, Clone)]
pub struct Read {
    pub piece: PieceId,
    /// The movement that has it without its number.
    pub movement: Uuid,
    pub serial: String,
}

/// Somebody looked at a place and wrote down what is there.
#[derive(Debug, Clone)]
pub struct Count {
    pub stocktake: Uuid,
    pub place: PlaceId,
    /// True time, milliseconds after the start.
    pub at: u64,
}

#[derive(Debug, Default)]
pub struct Pieces {
    all: Vec<Piece>,
    pub deeds: Vec<Deed>,
    pub counts: Vec<Count>,
    /// Numbers that were read later, and where the piece was then.
    pub reads: Vec<(Read, Option<PlaceId>)>,
}

impl Pieces {
    /// As the firm begins.
    pub fn of(company: &Company) -> Self {
        let mut pieces = Self::default();
        for (n, store) in company.stores.into_iter().enumerate() {
            for serial in 0..3 {
                let piece = pieces.make(company.board, Some(format!("DB-{n}-{serial}")), Condition::New);
                pieces.all[piece].at = Some(store);
            }
            for _ in 0..200 {
                let piece = pieces.make(company.plug, None, Condition::New);
                pieces.all[piece].at = Some(store);
            }
        }
        pieces
    }
    /// A piece that comes into sight: from a supplier, or out of a machine.
    pub fn make(&mut self, card: CardId, serial: Option<String>, condition: Condition) -> PieceId {
        self.all.push(Piece { card, serial, at: None, condition });
        self.all.len() - 1
    }
    pub fn piece(&self, id: PieceId) -> &Piece {
        &self.all[id]
    }
    pub fn all(&self) -> impl Iterator<Item = &Piece> {
        self.all.iter()
    }
    /// What is at a place, oldest first.
    pub fn at(&self, place: PlaceId) -> impl Iterator<Item = (PieceId, &Piece)> {
        self.all.iter().enumerate().filter(move |(_, piece)| piece.at == Some(place))
    }
    /// What is at a place and may be built in.
    pub fn good(&self, place: PlaceId, card: CardId) -> Vec<PieceId> {
        self.at(place).filter(|(_, piece)| piece.card == card && piece.condition.usable()).map(|(id, _)| id).collect()
    }
    /// Whether every piece is where the steps take it from.
    pub fn in_place(&self, steps: &[Step]) -> bool {
        steps.iter().all(|step| self.all[step.piece].at == step.from)
    }
    /// Somebody read the number of a piece.
    pub fn read(&mut self, read: Read) {
        let piece = &mut self.all[read.piece];
        piece.serial = Some(read.serial.clone());
        let at = piece.at;
        self.reads.push((read, at));
    }
    /// The hands did it, and it was written down as `drafts` say. What is not where it was believed stays where it is.
    pub fn happened(&mut self, steps: &[Step], drafts: &[Draft], at: u64, mistyped: bool) {
        let entries = entries(drafts);
        if steps.is_empty() && entries.is_empty() {
            return;
        }
        let void = steps.is_empty() || !self.in_place(steps);
        if !void {
            for step in steps {
                let piece = &mut self.all[step.piece];
                piece.at = step.to;
                piece.condition = step.becomes.unwrap_or(piece.condition);
            }
        }
        let plain = !steps.is_empty() && entries.iter().all(|(_, details)| details.serial.is_none());
        let subjects = drafts.iter().map(|draft| draft.subject.clone()).collect();
        self.deeds.push(Deed { at, entries, subjects, void, plain, mistyped });
    }
}

/// The movements among drafts.
fn entries(drafts: &[Draft]) -> Vec<(Uuid, MovementDetails)> {
    let recorded = drafts.iter().filter(|draft| draft.subject.kind() == "movement" && draft.kind == "recorded");
    let details = |draft: &Draft| {
        let body: serde_json::Value = serde_json::from_str(&draft.body).ok()?;
        serde_json::from_value(body.get("details")?.clone()).ok()
    };
    recorded.filter_map(|draft| Some((draft.subject.id(), details(draft)?))).collect()
}
