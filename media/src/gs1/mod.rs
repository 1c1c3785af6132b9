//! GS1 content of codes: element strings (with separators as scanners give them, or in parentheses as people read them) and
//! GS1 Digital Link addresses. Sources: GS1 General Specifications 25, GS1 Digital Link: URI Syntax 1.5, GS1 Syntax Dictionary.
//!
//! One file each: `ai` (which application identifiers there are and what their values may be), `check` (check digits and
//! dates), `element_string`, `digital_link`. Compressed Digital Links are not read.

mod ai;
mod check;
mod digital_link;
mod element;
mod element_string;
mod error;
#[cfg(test)]
mod tests;

pub use element::Element;
pub use error::Gs1Error;

use chrono::NaiveDate;

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
    /// Component or part, as its maker numbers it (AI 8010).
    pub component: Option<String>,
    /// Serial number of that part (AI 8011).
    pub component_serial: Option<String>,
    /// Every element that is right, also of identifiers without a field above.
    pub elements: Vec<Element>,
    /// What is wrong with the others: one bad element does not spoil the rest.
    pub faults: Vec<Gs1Error>,
}

impl Gs1 {
    /// Whether a text says of itself that it is GS1 content: a symbology identifier that says so, parentheses, a separator, or an address. A
    /// text without any of them is not: serial numbers of ordinary goods begin with 21, 10 or 240 too.
    pub fn is_meant(text: &str) -> bool {
        element_string::is_marked(text)
            || text.starts_with('(')
            || text.contains('\u{1D}')
            || digital_link::looks_like(text)
    }

    /// Reads what a scanner or a person gives: a Digital Link address, an element string in parentheses, or a plain element
    /// string. `this_year` decides the century of dates (General Specifications 7.12: from 49 years ago to 50 years ahead).
    ///
    /// # Errors
    /// See [`Gs1Error`]: what is wrong with the first element where none is right.
    pub fn parse(text: &str, this_year: i32) -> Result<Self, Gs1Error> {
        let text = text.trim();
        let (elements, faults) = if text.is_empty() {
            return Err(Gs1Error::Empty);
        } else if digital_link::looks_like(text) {
            (digital_link::elements(text)?, Vec::new())
        } else if text.starts_with('(') {
            element_string::bracketed(text)
        } else {
            element_string::scanned(text)
        };
        let mut read = Self { faults, ..Self::default() };
        let mut spoilt = Vec::new();
        for element in elements {
            let taken = ai::validate(&element.ai, &element.value, this_year);
            match taken.and_then(|()| read.take(&element, this_year)) {
                Ok(()) => read.elements.push(element),
                Err(fault) => {
                    if matches!(fault, Gs1Error::Contradiction { .. }) {
                        spoilt.push(element.ai);
                    }
                    read.faults.push(fault);
                }
            }
        }
        for ai in spoilt {
            read.forget(&ai, this_year);
        }
        if read.elements.is_empty() {
            return Err(read.faults.into_iter().next().unwrap_or(Gs1Error::Empty));
        }
        Ok(read)
    }

    /// Of two values that contradict each other neither is believed.
    fn forget(&mut self, ai: &str, this_year: i32) {
        let elements = std::mem::take(&mut self.elements).into_iter().filter(|element| element.ai != ai);
        let mut read = Self { faults: std::mem::take(&mut self.faults), ..Self::default() };
        for element in elements {
            // It was taken before.
            if read.take(&element, this_year).is_ok() {
                read.elements.push(element);
            }
        }
        *self = read;
    }

    fn take(&mut self, Element { ai, value }: &Element, this_year: i32) -> Result<(), Gs1Error> {
        let text = || Some(value.clone());
        match ai.as_str() {
            "00" => set(&mut self.sscc, text(), ai),
            "01" => set(&mut self.gtin, text(), ai),
            "10" => set(&mut self.batch, text(), ai),
            "11" => set(&mut self.produced, Some(check::date(ai, value, this_year)?), ai),
            "17" => set(&mut self.expiry, Some(check::date(ai, value, this_year)?), ai),
            "21" => set(&mut self.serial, text(), ai),
            "30" | "37" => set(&mut self.count, value.parse().ok(), ai),
            "240" => set(&mut self.maker_part, text(), ai),
            "241" => set(&mut self.customer_part, text(), ai),
            "250" => set(&mut self.secondary_serial, text(), ai),
            "400" => set(&mut self.order, text(), ai),
            "8003" => set(&mut self.returnable_asset, text(), ai),
            "8004" => set(&mut self.asset, text(), ai),
            "8010" => set(&mut self.component, text(), ai),
            "8011" => set(&mut self.component_serial, text(), ai),
            _ => Ok(()),
        }
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
