#if os(iOS)
  import FettleModels
  import UIKit

  /// Draws a paper as a PDF of A4 pages: the texts one after the other, the customer's hand at the end.
  struct PhonePaper {
    private static let page = CGRect(x: 0, y: 0, width: 595, height: 842)
    private static let margin: CGFloat = 48
    /// How wide the code is.
    private static let code: CGFloat = 84

    let paper: Paper

    func write(to file: URL) throws {
      try UIGraphicsPDFRenderer(bounds: Self.page).writePDF(to: file) { context in
        var at = Self.page.height
        func room(_ height: CGFloat) {
          guard at + height > Self.page.height - Self.margin else { return }
          context.beginPage()
          at = Self.margin
        }
        func text(_ words: String, _ size: CGFloat, bold: Bool = false, gap: CGFloat = 4) {
          let pieces = Paper.pieces(words)
          for (n, piece) in pieces.enumerated() { line(piece, size, bold, n + 1 == pieces.count ? gap : 0) }
        }
        func line(_ words: String, _ size: CGFloat, _ bold: Bool, _ gap: CGFloat) {
          guard !words.isEmpty else { return }
          let font = bold ? UIFont.boldSystemFont(ofSize: size) : UIFont.systemFont(ofSize: size)
          let set = NSAttributedString(string: words, attributes: [.font: font])
          let width = Self.page.width - 2 * Self.margin
          let box = set.boundingRect(
            with: CGSize(width: width, height: .greatestFiniteMagnitude), options: .usesLineFragmentOrigin,
            context: nil)
          room(ceil(box.height))
          set.draw(in: CGRect(x: Self.margin, y: at, width: width, height: ceil(box.height)))
          at += ceil(box.height) + gap
        }
        for (n, line) in paper.letterhead.enumerated() { text(line, n == 0 ? 12 : 10, bold: n == 0, gap: 2) }
        if !paper.letterhead.isEmpty { at += 8 }
        text(paper.title, 18, bold: true)
        text(paper.subtitle, 11, gap: 12)
        for section in paper.sections {
          text(section.title, 13, bold: true)
          for row in section.rows {
            text([row.title, row.trailing].filter { !$0.isEmpty }.joined(separator: "   "), 11, gap: 2)
            text(row.detail, 10)
            if let photo = row.photo.flatMap({ paper.pictures[$0] }).flatMap({ UIImage(data: $0) }) {
              let factor = min(200 / photo.size.width, 150 / photo.size.height)
              let size = CGSize(width: photo.size.width * factor, height: photo.size.height * factor)
              room(size.height)
              photo.draw(in: CGRect(origin: CGPoint(x: Self.margin, y: at), size: size))
              at += size.height + 6
            }
          }
          at += 8
        }
        text(paper.photos, 10, gap: 8)
        text(paper.confirm, 11)
        text(paper.answer, 12, bold: true)
        if let drawing = paper.signature {
          let factor = min(220 / drawing.width, 110 / drawing.height)
          room(drawing.height * factor)
          draw(drawing, CGPoint(x: Self.margin, y: at), factor)
          at += drawing.height * factor + 8
        }
        if !paper.code.isEmpty {
          room(Self.code + 24)
          draw(paper.code, CGPoint(x: Self.margin + 12, y: at))
          at += Self.code + 8
        }
        text(paper.check, 7, gap: 1)
        text(paper.hash, 7)
      }
    }

    /// The code that leads to the page which says whether it is genuine, `#` for dark.
    private func draw(_ rows: [String], _ from: CGPoint) {
      let module = Self.code / CGFloat(rows.count)
      UIColor.black.setFill()
      for (y, row) in rows.enumerated() {
        for (x, dark) in row.enumerated() where dark == "#" {
          UIRectFill(
            CGRect(x: from.x + CGFloat(x) * module, y: from.y + CGFloat(y) * module, width: module, height: module))
        }
      }
    }

    private func draw(_ drawing: Drawing, _ from: CGPoint, _ factor: Double) {
      func point(_ x: Double, _ y: Double) -> CGPoint { CGPoint(x: from.x + x * factor, y: from.y + y * factor) }
      let path = UIBezierPath()
      path.lineWidth = drawing.pen * factor
      path.lineCapStyle = .round
      path.lineJoinStyle = .round
      for step in drawing.steps {
        switch step {
        case .move(let x, let y): path.move(to: point(x, y))
        case .line(let x, let y): path.addLine(to: point(x, y))
        case .curve(let cx, let cy, let x, let y): path.addQuadCurve(to: point(x, y), controlPoint: point(cx, cy))
        }
      }
      UIColor.black.setStroke()
      path.stroke()
    }
  }
#endif
