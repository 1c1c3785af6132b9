//! The stock: slips that wait, what is short, and the places in which something is. What lies in a place is on the page of the place; the movements
//! behind a line of it are `movements`.

mod choices;
mod page;
mod places;
mod short;
mod waiting;

pub(super) use page::{page, show};
pub(super) use places::page as places;
pub(super) use short::{chip, page as short};

use fettle_core::domain::filing::inside;
use fettle_core::domain::parts::Place;
use fettle_core::domain::reach::Reach;

/// Whether somebody sees what lies in a place. Everyone knows that a place is there; what lies in it is for its centre, its person, and head office.
pub(super) fn sees_inside(reach: &Reach, place: &Place) -> bool {
    inside(place).iter().any(|stream| reach.has(stream))
}
