//! How far one place is from another.

use crate::domain::jobs::sheet::Position;
use crate::domain::values;

/// The distance between two places as the crow flies, in metres, on a round earth: good to half a per cent.
pub(crate) fn metres_between(from: Position, to: values::Position) -> u32 {
    let rad = |degrees: f64| degrees.to_radians();
    let (lat, lon) = (rad(f64::from(from.latitude_e7) / 1e7), rad(f64::from(from.longitude_e7) / 1e7));
    let (to_lat, to_lon) = (rad(f64::from(to.lat_e6) / 1e6), rad(f64::from(to.lon_e6) / 1e6));
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(to_lat - lat) + lat.cos() * to_lat.cos() * half(to_lon - lon);
    let metres = 2.0 * 6_371_000.0 * chord.sqrt().min(1.0).asin();
    // At most half the way round the earth.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 20,100,000")]
    let whole = metres.round() as u32;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_a_map() {
        let from = Position { latitude_e7: 298_745_000, longitude_e7: 1_215_440_000, accuracy_m: None };
        let to = |lat, lon| metres_between(from, values::Position::new(lat, lon, None).unwrap());
        assert_eq!(to(29_874_500, 121_544_000), 0);
        // A thousandth of a degree of latitude is 111 m anywhere, one of longitude 96 m here.
        assert_eq!((to(29_875_500, 121_544_000), to(29_874_500, 121_545_000)), (111, 96));
        // To the other side of the earth.
        assert!((20_000_000..20_100_000).contains(&to(-29_874_500, -58_456_000)));
    }
}
