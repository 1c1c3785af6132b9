//! Where a row says otherwise than the record: told field by field, and taken where that is wanted and possible.

use super::difference::Difference;
use super::plan::{Taken, Work};
use super::row::Row;
use fettle_core::domain::values::Bilingual;
use std::borrow::Cow;

/// Differences that are kept: nobody reads more.
const MOST: usize = 10_000;

impl Work<'_> {
    /// Takes note of the differences of a row from the record; gives what the row is.
    pub(super) fn differ(&mut self, row: &Row, what: &str, differs: Vec<(&'static str, String)>) -> Taken {
        if differs.is_empty() {
            return Taken::Known;
        }
        for (column, old) in differs {
            if self.plan.differs.len() >= MOST {
                break;
            }
            self.plan.differs.push(Difference {
                spot: row.source.spot.clone(),
                kind: Cow::Borrowed(row.source.kind.name),
                line: row.line,
                what: what.to_owned(),
                column: Cow::Borrowed(column),
                old,
                new: row.cell(column).to_owned(),
                takes: takes(row.source.kind.name, column),
                left: false,
                back: false,
            });
        }
        Taken::Changed
    }
    /// As [`Work::differ`], for something that ended for the reason `ended`: a row that names it takes it up again.
    pub(super) fn differ_ended(
        &mut self,
        row: &Row,
        what: &str,
        ended: Option<&str>,
        differs: Vec<(&'static str, String)>,
    ) -> Taken {
        let Some(reason) = ended else { return self.differ(row, what, differs) };
        if self.plan.differs.len() < MOST {
            self.plan.differs.push(Difference {
                spot: row.source.spot.clone(),
                kind: Cow::Borrowed(row.source.kind.name),
                line: row.line,
                what: what.to_owned(),
                column: Cow::Borrowed(""),
                old: reason.to_owned(),
                new: String::new(),
                takes: true,
                left: false,
                back: true,
            });
        }
        self.differ(row, what, differs);
        Taken::Changed
    }
}

/// The name of something known after a row: what the table does not have stays.
pub(super) fn renamed(row: &Row, old: &Bilingual) -> Bilingual {
    let new = row.name();
    Bilingual::new(new.zh, if row.has("name_en") { new.en } else { old.en.clone() })
}

/// A long text after a row: how lines end, and what nobody sees around it, is no difference.
pub(super) fn told_text(row: &Row, column: &str, old: &str) -> String {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    let new = row.cell(column);
    if plain(new) == plain(old) { old.to_owned() } else { new.to_owned() }
}

/// A value that is another one than before.
pub(super) fn changed<T: PartialEq>(old: &T, new: T) -> Option<T> {
    (*old != new).then_some(new)
}

/// Differences of a name.
pub(super) fn names_differ(row: &Row, old: &Bilingual, new: &Bilingual, differs: &mut Vec<(&'static str, String)>) {
    if old.zh != new.zh {
        differs.push(("name_zh", old.zh.clone()));
    }
    if row.has("name_en") && old.en != new.en {
        differs.push(("name_en", old.en.clone()));
    }
}

/// Whether an import takes what a row says otherwise in this column. Left are what has no command that changes it, and who may do what and where:
/// that is decided at the console, one by one.
pub(super) fn takes(kind: &str, column: &str) -> bool {
    !matches!(
        (kind, column),
        ("people", "roles" | "centre" | "login")
            | ("contracts", "customer")
            | ("cards", "unit" | "serialised")
            | ("equipment", "other_labels")
            // A count is put right by a stocktake.
            | ("stock", _)
    )
}

/// Compares fields of what a row says with the record's: a column that the table does not have keeps the record's value, one that says
/// otherwise is put into `$differs` with the old value as a text.
macro_rules! compare {
    ($row:expr, $differs:expr, $old:expr => $new:expr; $($column:literal: $field:ident as $told:expr,)+) => {
        $(if !$row.has($column) {
            $new.$field = $old.$field.clone();
        } else if $new.$field != $old.$field {
            let told = $told;
            $differs.push(($column, told(&$old.$field)));
            if !$crate::import::differ::takes($row.source.kind.name, $column) {
                $new.$field = $old.$field.clone();
            }
        })+
    };
}
pub(super) use compare;
