//! GS1 content of codes: element strings (with separators as scanners give them, or in parentheses as people read them) and
//! GS1 Digital Link addresses. Sources: GS1 General Specifications 25, GS1 Digital Link: URI Syntax 1.5.
//!
//! One file each: `ai` (which application identifiers there are and what their values may be), `check` (check digits and
//! dates), `element_string`, `digital_link`. Compressed Digital Links are not read.

mod ai;
mod check;
mod digital_link;
mod element_string;
mod error;
#[cfg(test)]
mod tests;

pub use error::Gs1Error;

use chrono::NaiveDate;

/// One element: an application identifier and its value, validated as far as the identifier is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Two to four digits, for example `01`.
    pub ai: String,
    /// The value without separators.
    pub value: String,
}

/// What a GS1 code says. Fields that the code does not have are none; everything is in `elements` too, in the code's order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gs1 {
    /// Trade item number, 14 digits, check digit verified (AI 01).
    pub gtin: Option<String>,
    /// Serial number (AI 21).
    pub serial: Option<String>,
    /// Batch or lot (AI 10).
    pub batch: Option<String>,
    /// Production date (AI 11).
    pub produced: Option<NaiveDate>,
    /// Expiry date (AI 17).
    pub expiry: Option<NaiveDate>,
    /// Product identification given by the maker (AI 240).
    pub maker_part: Option<String>,
    /// Customer part number (AI 241).
    pub customer_part: Option<String>,
    /// Secondary serial number (AI 250).
    pub secondary_serial: Option<String>,
    /// Number of items (AI 30 or 37).
    pub count: Option<u32>,
    /// Customer's order number (AI 400).
    pub order: Option<String>,
    /// Serial shipping container code, 18 digits (AI 00).
    pub sscc: Option<String>,
    /// Returnable asset (AI 8003).
    pub returnable_asset: Option<String>,
    /// Individual asset, as on equipment (AI 8004).
    pub asset: Option<String>,
    /// Every element, also of identifiers without a field above.
    pub elements: Vec<Element>,
}

impl Gs1 {
    /// Reads what a scanner or a person gives: a Digital Link address, an element string in parentheses, or a plain element
    /// string. `this_year` decides the century of dates (General Specifications 7.12: from 49 years ago to 50 years ahead).
    ///
    /// # Errors
    /// See [`Gs1Error`]; a text that is no GS1 content gives an error and never a guess.
    pub fn parse(text: &str, this_year: i32) -> Result<Self, Gs1Error> {
        let text = text.trim();
        let elements = if text.is_empty() {
            return Err(Gs1Error::Empty);
        } else if digital_link::looks_like(text) {
            digital_link::elements(text)?
        } else if text.starts_with('(') {
            element_string::bracketed(text)?
        } else {
            element_string::scanned(text)?
        };
        Self::from_elements(elements, this_year)
    }

    fn from_elements(elements: Vec<Element>, this_year: i32) -> Result<Self, Gs1Error> {
        let mut read = Self::default();
        for Element { ai, value } in &elements {
            ai::validate(ai, value)?;
            let text = || Some(value.clone());
            match ai.as_str() {
                "00" => set(&mut read.sscc, text(), ai)?,
                "01" => set(&mut read.gtin, text(), ai)?,
                "10" => set(&mut read.batch, text(), ai)?,
                "11" => set(&mut read.produced, Some(check::date(ai, value, this_year)?), ai)?,
                "12" | "13" | "15" | "16" => drop(check::date(ai, value, this_year)?),
                "17" => set(&mut read.expiry, Some(check::date(ai, value, this_year)?), ai)?,
                "21" => set(&mut read.serial, text(), ai)?,
                "30" | "37" => set(&mut read.count, value.parse().ok(), ai)?,
                "240" => set(&mut read.maker_part, text(), ai)?,
                "241" => set(&mut read.customer_part, text(), ai)?,
                "250" => set(&mut read.secondary_serial, text(), ai)?,
                "400" => set(&mut read.order, text(), ai)?,
                "8003" => set(&mut read.returnable_asset, text(), ai)?,
                "8004" => set(&mut read.asset, text(), ai)?,
                _ => {}
            }
        }
        read.elements = elements;
        Ok(read)
    }
}

/// The same element may be repeated with the same value only (General Specifications 4.14).
fn set<T: PartialEq>(field: &mut Option<T>, value: Option<T>, ai: &str) -> Result<(), Gs1Error> {
    if field.is_some() && *field != value {
        return Err(Gs1Error::Contradiction { ai: ai.into() });
    }
    *field = value;
    Ok(())
}
