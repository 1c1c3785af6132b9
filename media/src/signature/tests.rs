//! Signatures that are taken, shown and refused.

use super::{MAX_POINTS, MAX_STROKES, Point, Signature, SignatureError, Stroke};
use proptest::prelude::*;

fn stroke(points: &[(f64, f64)]) -> Stroke {
    Stroke { points: points.iter().zip(0..).map(|((x, y), i)| Point { x: *x, y: *y, t_ms: i * 8 }).collect() }
}

fn drawn() -> Vec<Stroke> {
    vec![stroke(&[(50.0, 60.0), (90.26, 40.0), (130.0, 120.0), (200.0, 80.0)]), stroke(&[(210.0, 30.0)])]
}

fn code(width: f64, height: f64, strokes: Vec<Stroke>) -> &'static str {
    match Signature::new(width, height, strokes) {
        Ok(_) => "taken",
        Err(e) => e.code(),
    }
}

#[test]
fn a_signature_is_stored_in_stable_bytes_and_read_back() {
    let signature = Signature::new(600.0, 300.0, drawn()).unwrap();
    let json = signature.to_json().unwrap();
    let expected = concat!(
        r#"{"width":600.0,"height":300.0,"strokes":[{"points":[[50.0,60.0,0],[90.3,40.0,8],[130.0,120.0,16],[200.0,80.0,24]]},"#,
        r#"{"points":[[210.0,30.0,0]]}]}"#
    );
    assert_eq!(String::from_utf8(json.clone()).unwrap(), expected);
    assert_eq!(Signature::from_json(&json).unwrap(), signature);
}

#[test]
fn the_picture_has_the_pads_shape_a_curve_through_the_points_and_the_dot() {
    let svg = Signature::new(600.0, 300.0, drawn()).unwrap().to_svg();
    let expected = concat!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 300" fill="none" stroke="#000" stroke-width="3" "##,
        r#"stroke-linecap="round" stroke-linejoin="round"><path d="M50 60Q90.3 40 110.15 80Q130 120 165 100L200 80"#,
        r#"M210 30l.1 0"/></svg>"#
    );
    assert_eq!(svg, expected);
}

#[test]
fn each_refusal_has_its_code() {
    assert_eq!(code(600.0, 300.0, vec![]), "signature_empty");
    assert_eq!(code(600.0, 300.0, vec![stroke(&[])]), "signature_empty");
    assert_eq!(code(600.0, 300.0, vec![stroke(&[(10.0, 10.0)])]), "signature_too_short");
    assert_eq!(code(600.0, 300.0, vec![stroke(&[(10.0, 10.0), (40.0, 10.0)])]), "signature_too_short");
    let dots = (0..200).map(|i| stroke(&[(f64::from(i), 9.0)])).collect();
    assert_eq!(code(600.0, 300.0, dots), "signature_too_short");
    for bad in [(-0.1, 10.0), (600.1, 10.0), (10.0, 300.1), (f64::NAN, 10.0), (10.0, f64::INFINITY)] {
        assert_eq!(code(600.0, 300.0, vec![stroke(&[(10.0, 10.0), (500.0, 10.0), bad])]), "signature_out_of_bounds");
    }
    for side in [0.0, -5.0, f64::NAN, f64::INFINITY, 10_001.0] {
        assert_eq!(code(side, 300.0, drawn()), "signature_out_of_bounds");
        assert_eq!(code(300.0, side, drawn()), "signature_out_of_bounds");
    }
    let long = vec![(1.0, 1.0); MAX_POINTS + 1];
    assert_eq!(code(600.0, 300.0, vec![stroke(&long)]), "signature_too_large");
    assert_eq!(code(600.0, 300.0, vec![stroke(&[(1.0, 1.0)]); MAX_STROKES + 1]), "signature_too_large");
    assert_eq!(code(600.0, 300.0, drawn()), "taken");
}

#[test]
fn a_stored_signature_is_checked_when_it_is_read() {
    let unreadable = |json: &[u8]| matches!(Signature::from_json(json), Err(SignatureError::Unreadable(_)));
    assert!(unreadable(b""));
    assert!(unreadable(b"[]"));
    assert!(unreadable(br#"{"width":600,"height":300,"strokes":[]}"#));
    assert!(unreadable(br#"{"width":600,"height":300,"strokes":[{"points":[[0,0,0],[900,0,1]]}]}"#));
    assert!(unreadable(br#"{"width":600,"height":300,"strokes":[{"points":[[0,0,-1],[90,0,1]]}]}"#));
    assert!(!unreadable(br#"{"width":600,"height":300,"strokes":[{"points":[[0,0,0],[90,0,1]]}]}"#));
}

proptest! {
    #[test]
    fn storing_and_reading_changes_nothing(
        width in 50.0..2_000.0_f64,
        height in 50.0..2_000.0_f64,
        places in prop::collection::vec((0.0..1.0_f64, 0.0..1.0_f64, any::<u32>()), 40..80),
        cut in 0..40_usize,
    ) {
        let mut points: Vec<Point> =
            places.into_iter().map(|(x, y, t_ms)| Point { x: x * width, y: y * height, t_ms }).collect();
        points.push(Point { x: width, y: height, t_ms: 0 });
        let second = points.split_off(cut);
        let signature = Signature::new(width, height, vec![Stroke { points }, Stroke { points: second }]);
        prop_assume!(signature != Err(SignatureError::TooShort));
        let signature = signature.unwrap();
        let json = signature.to_json().unwrap();
        let read = Signature::from_json(&json).unwrap();
        prop_assert_eq!(read.to_json().unwrap(), json);
        prop_assert_eq!(read, signature);
    }

    #[test]
    fn arbitrary_numbers_never_panic(
        width in any::<f64>(),
        height in any::<f64>(),
        places in prop::collection::vec((any::<f64>(), any::<f64>()), 0..9),
    ) {
        let _ = Signature::new(width, height, vec![stroke(&places)]);
        if let Ok(signature) = Signature::new(f64::MAX.min(9_000.0), 9_000.0, vec![stroke(&places)]) {
            prop_assert!(signature.to_svg().starts_with("<svg"));
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Signature::from_json(&bytes).is_err());
    }
}
