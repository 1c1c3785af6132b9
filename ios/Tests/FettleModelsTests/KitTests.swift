import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// What the screens are made of, over a shell that only remembers.
@MainActor
final class KitTests: XCTestCase {
  func testALongListIsReadByPagesAndOnlyOnce() async {
    let shell = RecordingShell()
    shell.pages = ["2": section(["c", "d"], more: "3"), "3": section(["e"])]
    let list = PagedModel(section(["a", "b"], more: "2"), shell: shell, route: .today)
    await list.next()
    XCTAssertEqual(list.section.rows.map(\.key), ["a", "b", "c", "d"])
    await list.next()
    await list.next()
    XCTAssertEqual(list.section.rows.map(\.key), ["a", "b", "c", "d", "e"])
    XCTAssertNil(list.section.more)
    XCTAssertFalse(list.failed)
  }

  func testAPageThatDoesNotComeIsSaidAndTriedAgain() async {
    let shell = RecordingShell()
    let list = PagedModel(section(["a"], more: "2"), shell: shell, route: .today)
    await list.next()
    XCTAssertTrue(list.failed)
    shell.pages = ["2": section(["b"])]
    await list.next()
    XCTAssertFalse(list.failed)
    XCTAssertEqual(list.section.rows.map(\.key), ["a", "b"])
  }

  func testALookAnewShowsAsManyRowsAsBefore() async throws {
    let shell = RecordingShell()
    shell.pages = ["2": section(["b"])]
    let list = PagedModel(section(["a"], more: "2"), shell: shell, route: .today)
    await list.next()
    list.renew(section(["A"], more: "2"))
    for _ in 0..<1000 where list.section.rows.first?.key != "A" { try await Task.sleep(for: .milliseconds(5)) }
    XCTAssertEqual(list.section.rows.map(\.key), ["A", "b"])
  }

  func testInkStaysOnThePadAndIsKeptStrokeByStroke() async {
    var kept: [Entry] = []
    let ink = SignatureInk(sheet: "h1") { kept.append($0) }
    ink.go(1, 1, at: 5)
    XCTAssertTrue(ink.isEmpty, "no point without a pen that came down")
    ink.begin(-3, 900, at: 1_000)
    ink.go(10, 20, at: 1_016)
    ink.lift()
    ink.begin(5, 5, at: 2_000)
    ink.lift()
    XCTAssertEqual(ink.lines[0], [PenPoint(x: 0, y: 380, tMs: 0), PenPoint(x: 10, y: 20, tMs: 16)])
    XCTAssertEqual(kept.count, 2)

    let again = SignatureInk(sheet: "h1") { _ in }
    again.restore([kept[1]])
    XCTAssertEqual(again.lines, ink.lines)
    again.begin(1, 1, at: 3)
    XCTAssertGreaterThan(again.lines[2][0].tMs, 1_000, "time goes on where it stood")
    let other = SignatureInk(sheet: "h2") { _ in }
    other.restore([kept[1]])
    XCTAssertTrue(other.isEmpty, "another sheet has a clean pad")
    ink.undo()
    XCTAssertEqual(ink.lines.count, 1)
    ink.clear()
    again.clear()
    XCTAssertTrue(ink.isEmpty && again.isEmpty)
    other.restore([kept.last!])
    XCTAssertTrue(other.isEmpty, "what was cleared does not come back")
    other.restore([Entry(key: "ink", value: "{broken")])
    XCTAssertTrue(other.isEmpty)
  }

  func testTheCoresSignatureIsDrawn() async throws {
    let svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" fill="none" stroke="#000" stroke-width="2">\
      <path d="M40 60l.1 0M10 20Q30 40 35.5 45L50 60"/></svg>
      """
    let drawing = try XCTUnwrap(Drawing(svg: svg))
    XCTAssertEqual(
      drawing.steps, [.move(40, 60), .line(40.1, 60), .move(10, 20), .curve(30, 40, 35.5, 45), .line(50, 60)])
    XCTAssertEqual([drawing.width, drawing.height, drawing.pen], [400, 200, 2])
    XCTAssertNil(Drawing(svg: "<svg/>"))
    XCTAssertNil(Drawing(svg: svg.replacingOccurrences(of: "Q30 40 35.5 45", with: "A1 2 3")))
  }

  func testALocalTimeHasNoZone() async throws {
    for text in ["2026-11-22T14:30", "2026-03-29T02:30", "2027-01-01T00:00"] {
      XCTAssertEqual(LocalTime.text(try XCTUnwrap(LocalTime.date(text))), text)
    }
    XCTAssertNil(LocalTime.date("2026-13-01T00:00"))
    XCTAssertNil(LocalTime.date(""))
    let now = try XCTUnwrap(LocalTime.date("2026-11-22T14:30"))
    let shanghai = try XCTUnwrap(TimeZone(secondsFromGMT: 8 * 3600))
    XCTAssertEqual(LocalTime.text(LocalTime.proposal(now: now, here: shanghai)), "2026-11-22T22:00")
  }

  func testChoicesNarrowByWords() async {
    let all = ["PTZ 解码板 P-1001", "Power supply P-2", "云台"].map { Choice(key: $0, label: $0) }
    XCTAssertEqual(all.narrowed(by: "p-").count, 2)
    XCTAssertEqual(all.narrowed(by: "1001 ptz").map(\.key), ["PTZ 解码板 P-1001"])
    XCTAssertEqual(all.narrowed(by: "").count, 3)
  }

  func testFramesAreLookedAtOneByOneAndEveryFifthThoroughly() async {
    let frames = Frames()
    var thorough: [Bool] = []
    for _ in 0..<5 {
      XCTAssertNotNil(frames.begin().map { thorough.append($0) })
      XCTAssertNil(frames.begin(), "one at a time")
      frames.end()
    }
    XCTAssertEqual(thorough, [false, false, false, false, true])
  }

  func testATextOfAnyLengthIsSetInPiecesThatFitAPage() async {
    XCTAssertEqual(Paper.pieces("camera\n\npower"), ["camera", "", "power"])
    let endless = [String(repeating: "摄像机黑屏", count: 1_000), String(repeating: "no picture ", count: 1_000)]
    for text in endless {
      let pieces = Paper.pieces(text)
      XCTAssertEqual(pieces.joined(), text, "nothing is lost")
      XCTAssertTrue(pieces.allSatisfy { $0.count <= 800 })
    }
  }

  func testWhatNoFontHasStandsOnThePaperAsItsCodeAndIsTold() async {
    let row = Row(
      key: "r", title: "e\u{301}\u{4e00}", detail: "\u{20BB7}\u{7} ♂️\nnext", trailing: "", tone: .plain, photo: nil,
      open: nil, buttons: [])
    let section = Section(key: "s", title: "䶮", rows: [row], empty: "")
    let paper = Paper(
      title: "Łukasz 김", subtitle: "\u{20BB7}野", sections: [section], answer: "ok", signature: nil, hash: "00")
    let (printed, missing) = paper.printable { $0.value != 0x20BB7 }
    XCTAssertEqual(printed.sections[0].rows[0].title, "\u{e9}一")
    XCTAssertEqual(printed.sections[0].rows[0].detail, "[U+20BB7][U+0007] ♂️\nnext")
    XCTAssertEqual([printed.title, printed.subtitle, printed.sections[0].title], ["Łukasz 김", "[U+20BB7]野", "䶮"])
    XCTAssertEqual(missing, ["U+0007", "\u{20BB7} U+20BB7"])
  }

  private func section(_ keys: [String], more: String? = nil) -> Section {
    let rows = keys.map {
      Row(key: $0, title: $0, detail: "", trailing: "", tone: .plain, photo: nil, open: nil, buttons: [])
    }
    return Section(key: "jobs", title: "jobs", rows: rows, empty: "", more: more)
  }
}
