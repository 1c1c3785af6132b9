//! Pieces by what their serial numbers begin or end with: where each lies, and in which condition. Read from the lines of stock through two indexes
//! of them (`stock_line_serial`, `stock_line_end`), so that no row of its own is written. A piece is found by who sees into its place.

use super::places::seen_by;
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::in_texts;
use crate::sql::Builder;
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{Condition, StockKey};
use fettle_core::domain::printed::folded;
use fettle_core::domain::reach::Reach;

/// The serial number of a line as its indexes have it: the schema says it in the same words, or they would not serve.
const SERIAL: &str = "replace(replace(replace(replace(replace(lower(substr(piece, 38)), ' ', ''), '-', ''), '/', ''), '.', ''), '_', '')";
/// What separates the parts of a serial number, in the same words.
const BETWEEN: [char; 5] = [' ', '-', '/', '.', '_'];
/// So many characters at least are looked for: fewer say nothing.
const LEAST: usize = 3;
/// So many characters at least are the end of a number; the index of ends has as many.
const END: usize = 4;

/// A piece that lies somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where.
    pub place: PlaceId,
    /// Of which part.
    pub card: CardId,
    /// In which condition.
    pub condition: Condition,
    /// Its serial number, as first printed.
    pub serial: String,
}

/// What was typed as the indexes have it.
fn plain(typed: &str) -> String {
    let small = |c: char| c.to_ascii_lowercase();
    folded(typed).chars().filter(|c| !BETWEEN.contains(c)).map(small).collect()
}

impl Ledger {
    /// Pieces whose serial number begins or ends with what was typed, in places that `reach` sees into, in the order of these numbers, at most `most`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn pieces(&self, reach: &Reach, typed: &str, most: usize) -> Result<Vec<Piece>, HubError> {
        let (typed, streams) = (plain(typed), seen_by(reach));
        let length = typed.chars().count();
        if length < LEAST || streams.is_empty() {
            return Ok(Vec::new());
        }
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let found = format!("SELECT line, serial FROM (SELECT line, {SERIAL} AS serial FROM stock_line WHERE");
        let seen = |query: &mut Builder| {
            query.push(
                " AND piece IS NOT NULL AND quantity <> 0 AND EXISTS (SELECT 1 FROM place_row p \
                 WHERE p.subject = 'place/' || stock_line.place AND p.stream IN (",
            );
            in_texts(query, &streams);
            query.push(") ORDER BY serial, line LIMIT ").push_bind(most).push(")");
        };
        let mut query = Builder::new("SELECT line FROM (");
        query.push(format!("{found} {SERIAL} >= ")).push_bind(typed.clone());
        query.push(format!(" AND {SERIAL} < ")).push_bind(format!("{typed}{}", char::MAX));
        seen(&mut query);
        query.push(" b");
        if length >= END {
            let end: String = typed.chars().skip(length - END).collect();
            query.push(format!(" UNION {found} substr({SERIAL}, length({SERIAL}) - {}) = ", END - 1)).push_bind(end);
            query.push(format!(" AND substr({SERIAL}, length({SERIAL}) - {}) = ", length - 1)).push_bind(typed);
            seen(&mut query);
            query.push(" e");
        }
        query.push(") u ORDER BY serial, line LIMIT ").push_bind(most);
        let lines: Vec<String> = query.build_query_scalar().fetch_all(self.db.read()).await?;
        let piece = |line: String| {
            let bad = || HubError::Record(format!("line of stock {line}"));
            let StockKey { place, card, condition, serial } = StockKey::read(&line).ok_or_else(bad)?;
            Ok::<_, HubError>(Piece { place, card, condition, serial: serial.ok_or_else(bad)? })
        };
        lines.into_iter().map(piece).collect()
    }
}
