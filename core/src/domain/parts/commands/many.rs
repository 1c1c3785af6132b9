//! One act on many cards: what it comes to on one of them, and how it is taken back.

use super::Drafts;
use super::cards::{TakenByOthers, change_card, may_keep_cards};
use crate::domain::fields::back_unless_changed;
use crate::domain::parts::{Card, CardChange, CardClass, CardId};
use crate::domain::people::Actor;
use crate::kernel::Refusal;
use serde::{Deserialize, Serialize};

/// What is done to many cards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ManyCards {
    /// From this stock on they are ordered again.
    CardReorder {
        /// In thousandths of the unit; 0 for never.
        at: i64,
    },
    /// They are of another class.
    CardClass {
        /// Which.
        class: CardClass,
    },
}

impl ManyCards {
    /// The codes of all acts, in the order in which they are offered.
    pub const CODES: [&'static str; 2] = ["card_reorder", "card_class"];

    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CardReorder { .. } => "card_reorder",
            Self::CardClass { .. } => "card_class",
        }
    }
    /// Whether `actor` may do the act of this code.
    pub fn may(_code: &str, actor: &Actor) -> bool {
        may_keep_cards(actor)
    }
    fn change(&self) -> CardChange {
        match self {
            Self::CardReorder { at } => CardChange { reorder: Some(*at), ..CardChange::default() },
            Self::CardClass { class } => CardChange { class: Some(*class), ..CardChange::default() },
        }
    }
    /// What it comes to on one card.
    ///
    /// # Errors
    /// As [`change_card`]; `already_so`.
    pub fn on(&self, actor: &Actor, id: CardId, card: &Card) -> Drafts {
        let drafts = change_card(actor, id, card, self.change(), &TakenByOthers::default())?;
        if drafts.is_empty() { Err(Refusal::new("already_so")) } else { Ok(drafts) }
    }
    /// Takes it back on one card: as it was `before`.
    ///
    /// # Errors
    /// As [`change_card`]; `changed_since`.
    pub fn back(&self, actor: &Actor, id: CardId, (card, before): (&Card, &Card)) -> Drafts {
        if !may_keep_cards(actor) {
            return Err(Refusal::new("not_allowed"));
        }
        let unknown = || Refusal::new("card_unknown");
        let (now, before) = (card.details.as_ref().ok_or_else(unknown)?, before.details.as_ref().ok_or_else(unknown)?);
        let change = back_unless_changed(&self.change(), before, now, |field| card.is_in_conflict(field))?;
        change_card(actor, id, card, change, &TakenByOthers::default())
    }
}
