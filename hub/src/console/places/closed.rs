//! Until when the ledger of a place is closed, by which count, when the next one is due, and what came too late for it.

use crate::console::kit::{Line, Section};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::words;
use crate::error::Fault;
use chrono_tz::Tz;
use fettle_core::domain::parts::{COUNTED_KINDS, Card, CardId, Place, PlaceId, Says, StockEntry, Stocktake};
use fettle_core::domain::values::thousandths;
use fettle_core::kernel::{Subject, fold::time};
use std::collections::BTreeMap;

/// So much of what came late is listed.
const FEW: i64 = 20;

/// What the page of a place says of its ledger; nothing of a place that nobody counts.
pub(super) async fn section(
    auth: &AuthContext,
    p: &Page,
    id: PlaceId,
    place: &Place,
) -> Result<Option<Section>, Fault> {
    if !place.kind().is_some_and(|kind| COUNTED_KINDS.contains(&kind)) {
        return Ok(None);
    }
    let ledger = &auth.hub().ledger;
    let mut lines = Vec::new();
    if let Some(closing) = ledger.closing_of(id).await? {
        let count =
            ledger.get::<Stocktake>(closing.stocktake.uuid()).await?.map(|count| count.state).unwrap_or_default();
        let about = count.by.map(Subject::from).into_iter().chain(place.centre().map(Subject::from));
        let names = Names::of(ledger, auth.lang(), about.collect()).await?;
        let zone: Tz = names.house_zone(place.centre());
        let next = closing.next_before(&zone);
        let last = next.pred_opt().unwrap_or(next);
        let over = time(auth.hub().clock.now_ms()).with_timezone(&zone).date_naive() > last && place.closed.is_none();
        lines.push(Line {
            text: p.t1("places-closed-until", "time", words::minute(closing.at, zone)),
            below: p.tn(
                "places-closed-by",
                &[
                    ("person", count.by.map_or_else(String::new, |by| names.person(by))),
                    ("lines", count.lines.len().to_string()),
                ],
            ),
            chip: if over { (p.t("places-count-over"), "bad") } else { (String::new(), "") },
            ..Line::default()
        });
        lines.push(Line { text: p.t1("places-count-due", "day", last), ..Line::default() });
        let late = ledger.late_at(id, FEW).await?;
        let cards: BTreeMap<CardId, Card> = ledger.by_id(late.iter().map(|entry| entry.key.card).collect()).await?;
        lines.extend(late.iter().map(|entry| late_line(p, entry, cards.get(&entry.key.card), zone)));
    }
    Ok(Some(Section {
        title: p.t("places-ledger"),
        lines,
        empty: p.t("places-never-counted"),
        more: None,
        add: None,
        form: None,
    }))
}

fn late_line(p: &Page, entry: &StockEntry, card: Option<&Card>, zone: Tz) -> Line {
    let amount = match entry.says {
        Says::Moved(amount) if amount < 0 => format!("−{}", thousandths(amount.saturating_abs())),
        Says::Moved(amount) => format!("+{}", thousandths(amount)),
        Says::Counted(amount) => format!("= {}", thousandths(amount)),
    };
    let unit = card.map(|card| p.code("parts-unit-", card.unit().code())).unwrap_or_default();
    let name = card.map(|card| format!("{} {}", card.number(), card.name().in_lang(p.lang))).unwrap_or_default();
    Line {
        text: format!("{name} {amount} {unit}"),
        below: words::minute(entry.at, zone),
        address: format!("/stock/{}/{}", entry.key.place, entry.key.card),
        chip: (p.t("places-late"), ""),
        ..Line::default()
    }
}
