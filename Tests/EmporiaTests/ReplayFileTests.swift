import Foundation
import Models
import TestSupport
import Testing

@testable import EmporiaCommand

@Suite("The study's files")
struct ReplayFileTests {
    private static let header =
        "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week,"
        + "transaction_timestamp\n"

    @Test("are read one after another, a week at a time, across the end of a file")
    func weeks() throws {
        try withFiles([
            "900,330,1,A,1,0.5,0.1,0.0,0.0,1,2017-01-01 11:53:26\n900,330,2,A,1,0.5,0.0,0.0,0.0,2,2017-01-02 11:53:26\n",
            "901,331,3,B,2,8.881784e-16,0.0,0.0,0.0,2,2017-01-03 11:53:26",
        ]) { files in
            var reader = WeekReader(TransactionReader(files), weeks: nil)

            let weeks = try [reader.next(), reader.next(), reader.next()].compactMap(\.self)

            #expect(weeks.map(\.number) == [1, 2])
            #expect(weeks.map { $0.sales.map(\.basketID) } == [["1"], ["2", "3"]])
            #expect(weeks.first?.sales.first?.lines.first?.shelfMinor == 60)
            #expect(weeks.first?.firstSale.description == "2017-01-01T11:53:26Z")
            #expect(weeks.map(\.roundedCount) == [0, 1])
        }
    }

    @Test("give only the weeks that are asked for")
    func someWeeks() throws {
        let lines = (1...5).map { "900,330,\($0),A,1,0.5,0.0,0.0,0.0,\($0),2017-01-0\($0) 11:53:26\n" }
        try withFiles([lines.joined()]) { files in
            var reader = WeekReader(TransactionReader(files), weeks: 2...3)

            let weeks = try [reader.next(), reader.next(), reader.next()].compactMap(\.self)

            #expect(weeks.map(\.number) == [2, 3])
        }
    }

    @Test(
        "are refused, with the place, where they can't be right",
        arguments: [
            "900,330,1,A,1,NA,0.0,0.0,0.0,1,2017-01-01 11:53:26\n",
            "900,330,1,A,-1,0.5,0.0,0.0,0.0,1,2017-01-01 11:53:26\n",
            "900,3 30,1,A,1,0.5,0.0,0.0,0.0,1,2017-01-01 11:53:26\n",
            "900,330,1,A,1,0.5,0.0,0.0,0.0,1,2017-02-30 11:53:26\n",
            "900,330,1,A,1,0.5\n",
        ]
    )
    func unreadable(line: String) throws {
        try withFiles([line]) { files in
            var reader = WeekReader(TransactionReader(files), weeks: nil)

            #expect(throws: TransactionReader.Unreadable.self) { try reader.next() }
        }
    }

    @Test("are refused where a week goes on after another")
    func outOfOrder() throws {
        let lines = [1, 2, 1].map { "900,330,\($0),A,1,0.5,0.0,0.0,0.0,\($0),2017-01-01 11:53:26\n" }
        try withFiles([lines.joined()]) { files in
            var reader = WeekReader(TransactionReader(files), weeks: nil)
            _ = try reader.next()
            _ = try reader.next()

            #expect(throws: WeekReader.OutOfOrder.self) { try reader.next() }
        }
    }

    @Test("are refused when they are cut off")
    func cutOff() throws {
        try withFiles(["900,330,1,A,1,0.5,0.0,0.0,0.0,1,2017-01-01 11:53:26\n"]) { files in
            let whole = try Data(contentsOf: files[0])
            try whole.dropLast(6).write(to: files[0])
            var reader = TransactionReader(files)

            #expect(throws: TransactionReader.Unreadable.self) {
                while try reader.next() != nil {}
            }
        }
    }

    private func withFiles(_ contents: [String], _ body: ([URL]) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "replay-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try contents.enumerated().map { number, lines in
            let plain = folder.appending(path: "\(number).csv")
            try Data((Self.header + lines).utf8).write(to: plain)
            try Shell.run(try #require(Shell.find("gzip")), [plain.path])
            return folder.appending(path: "\(number).csv.gz")
        }
        try body(files)
    }
}

@Suite("The study itself")
struct ReplayStudyTests {
    private static let folder = Repository.data("01_transactions/completejourney")
    private static let absence: Comment = "sample data is absent: set EMPORIA_DATA to the folder that holds it"

    @Test(
        "adds up over its first four weeks to what a program in decimal arithmetic finds",
        .enabled(if: folder != nil, absence)
    )
    func sums() throws {
        var reader = WeekReader(TransactionReader(try StudyFiles(#require(Self.folder)).transactions), weeks: 1...4)
        var sum = Tally()
        while let week = try reader.next() { sum += week.tally }

        #expect(sum[.orders] == 2_297)
        #expect(sum[.lines] == 23_898)
        #expect(sum[.units] == 2_283_906)
        #expect(sum[.received] == 7_159_830)
        #expect(sum[.memberPrice] == 1_301_854)
        #expect(sum[.manufacturerCoupon] == 38_710)
        #expect(sum[.couponMatch] == 7_893)
    }
}
