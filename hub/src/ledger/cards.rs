//! Numbers and codes that other cards have already, in whatever spelling.

use super::Ledger;
use crate::access::Reach;
use crate::error::HubError;
use fettle_core::domain::parts::{Card, CardChange, CardId, TakenByOthers};
use fettle_core::domain::printed::same;
use fettle_core::kernel::{Aggregate, PersonId};

/// Cards with a code among their words that are looked at for whose it is.
const MOST: usize = 50;

async fn with(
    ledger: &Ledger,
    by: PersonId,
    code: &str,
    has: impl Fn(&Card) -> bool,
) -> Result<Option<CardId>, HubError> {
    for found in ledger.search(&Reach::All(by), code, &[Card::KIND], MOST).await? {
        let state = ledger.get::<Card>(found.subject.id()).await?.map(|folded| folded.state);
        if state.is_some_and(|card| has(&card)) {
            return Ok(Some(CardId::new(found.subject.id())));
        }
    }
    Ok(None)
}

impl Ledger {
    /// The card that is found by a code already.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn owner_of_code(&self, by: PersonId, code: &str) -> Result<Option<CardId>, HubError> {
        with(self, by, code, |card| card.codes().any(|own| same(own, code))).await
    }
    /// What of a change other cards than `own` have.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn taken_by_others(
        &self,
        by: PersonId,
        own: CardId,
        change: &CardChange,
    ) -> Result<TakenByOthers, HubError> {
        let mut taken = TakenByOthers::default();
        if let Some(number) = change.number.as_deref().filter(|number| !number.is_empty()) {
            let other = with(self, by, number, |card| same(card.number(), number)).await?;
            taken.number = other.is_some_and(|other| other != own);
        }
        for code in change.codes.iter().flatten() {
            if self.owner_of_code(by, code).await?.is_some_and(|other| other != own) {
                taken.code = Some(code.clone());
                break;
            }
        }
        Ok(taken)
    }
}
