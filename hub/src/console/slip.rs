//! The slip of a take as a paper: what was asked for or taken, by whom, on whose word.

use crate::error::HubError;
use crate::hub::Hub;
use crate::letterhead::letterhead;
use crate::papers::PaperFault;
use fettle_core::domain::ids::{CardId, PlaceId, TakeId};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::SheetLanguage;
use fettle_core::domain::parts::{Card, Line, Place, Take};
use fettle_core::domain::people::{Centre, Person};
use fettle_core::domain::sites::zone;
use fettle_core::domain::values::{Bilingual, Quantity};
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use fettle_papers::{Paper, TakeLine, TakeSlip, render_take_slip};

/// Draws and seals the slip of a take.
///
/// # Errors
/// [`PaperFault`].
pub(super) async fn take_slip(
    hub: &Hub,
    id: TakeId,
    take: &Take,
    language: SheetLanguage,
) -> Result<Paper, PaperFault> {
    // A slip is of the time of its take.
    let company = letterhead(hub, take.at).await?;
    let job = match take.job {
        Some(job) => hub.ledger.get::<Job>(job.uuid()).await?.map(|folded| folded.state).unwrap_or_default(),
        None => Job::default(),
    };
    let centre = match take.centre {
        Some(centre) => hub.ledger.get::<Centre>(centre.uuid()).await?.map(|folded| folded.state).unwrap_or_default(),
        None => Centre::default(),
    };
    let mut lines = Vec::new();
    for line in take.lines.values() {
        lines.extend(of_line(hub, take, line).await?);
    }
    let slip = TakeSlip {
        number: take.number.clone(),
        taken_by: name(hub, take.taker, language).await?.unwrap_or_default(),
        taken_at: take.at,
        zone: zone(&centre.zone).name().to_owned(),
        job: job.number().to_owned(),
        reason: job.report.as_ref().map_or_else(String::new, |report| report.what.symptom.clone()),
        take_first: take.first.is_some(),
        paper_due: take.paper_due,
        lines,
        approver: name(hub, take.approved_by, language).await?,
        issued_by: name(hub, issuer(hub, id).await?, language).await?,
    };
    // No public page shows a slip: its code holds its number.
    let key = hub.key().seed();
    Ok(hub.drawing().draw(move |fonts| render_take_slip(&slip, language, &company, "", fonts, &key)).await??)
}

/// A line of the slip for each piece that was handed out, or one for what was asked.
async fn of_line(hub: &Hub, take: &Take, line: &Line) -> Result<Vec<TakeLine>, HubError> {
    let (card, name) = card(hub, line.card).await?;
    let (to, _) = place(hub, take.bag).await?;
    let row = |quantity: Quantity, serial: &str, from: Bilingual, bin: String| TakeLine {
        card: card.clone(),
        name: name.clone(),
        quantity,
        serial: serial.to_owned(),
        from,
        bin,
        to: to.clone(),
    };
    if line.taken.is_empty() {
        let (from, bin) = place(hub, take.from).await?;
        return Ok(vec![row(line.quantity, "", from, bin)]);
    }
    let mut rows = Vec::new();
    for taken in &line.taken {
        let (from, bin) = place(hub, Some(taken.from)).await?;
        rows.push(row(taken.quantity, taken.serial.as_deref().unwrap_or_default(), from, bin));
    }
    Ok(rows)
}

async fn card(hub: &Hub, id: CardId) -> Result<(String, Bilingual), HubError> {
    let card = hub.ledger.get::<Card>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    Ok((card.number().to_owned(), card.name()))
}

async fn place(hub: &Hub, id: Option<PlaceId>) -> Result<(Bilingual, String), HubError> {
    let Some(id) = id else { return Ok(Default::default()) };
    let place = hub.ledger.get::<Place>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    Ok((place.name(), place.details.map(|details| details.bin).unwrap_or_default()))
}

async fn name(hub: &Hub, id: Option<PersonId>, language: SheetLanguage) -> Result<Option<String>, HubError> {
    let Some(id) = id else { return Ok(None) };
    let person = hub.ledger.get::<Person>(id.uuid()).await?.map(|folded| folded.state);
    let tag = if language == SheetLanguage::English { "en" } else { "zh-CN" };
    Ok(person.map(|person| person.name.in_language(tag).to_owned()))
}

/// Who handed the parts out.
async fn issuer(hub: &Hub, id: TakeId) -> Result<Option<PersonId>, HubError> {
    let events = hub.ledger.events_of(&Subject::new(Take::KIND, id.uuid())).await?;
    Ok(events.iter().find(|event| event.header().kind == "issued").map(|event| event.header().by))
}
