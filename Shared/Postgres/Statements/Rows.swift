import CLibpq
import Glibc

/// What a statement returned. The values stay in libpq's memory and are parsed when asked for.
public struct Rows: RandomAccessCollection, Sendable {
    let result: ResultHandle

    public let startIndex = 0
    public let endIndex: Int

    init(_ result: ResultHandle) {
        self.result = result
        endIndex = Int(PQntuples(result.pointer))
    }

    /// Rows that an INSERT, UPDATE or DELETE touched, or a SELECT returned.
    public var affected: Int {
        PQcmdTuples(result.pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// `COMMIT`, `INSERT 0 1`.
    var commandTag: String {
        PQcmdStatus(result.pointer).map { String(cString: $0) } ?? ""
    }

    public subscript(position: Int) -> Row {
        precondition(indices.contains(position), "row \(position) of \(count)")
        return Row(result: result, index: Int32(position))
    }
}

/// One row; columns are asked for by name.
public struct Row: Sendable {
    let result: ResultHandle
    let index: Int32

    /// `T?` reads NULL as nil; for any other type NULL is an error.
    @inlinable
    public func get<T: PostgresReadable>(
        _ column: StaticString,
        as type: T.Type = T.self
    ) throws(PostgresError) -> T {
        guard let text = try text(of: column) else {
            guard let null = T.postgresNull else {
                throw .decoding(column: column.description, reason: "is NULL but \(T.self) was asked for")
            }
            return null
        }
        guard let value = withExtendedLifetime(self, { T(postgresText: text) }) else {
            throw .decoding(column: column.description, reason: "is not a \(T.self)")
        }
        return value
    }

    /// Nil for NULL. Valid as long as the result, which the row keeps.
    @usableFromInline
    func text(of column: StaticString) throws(PostgresError) -> UnsafeRawBufferPointer? {
        guard let number = result.number(of: column) else {
            throw .decoding(column: column.description, reason: "is not in the result")
        }
        guard PQgetisnull(result.pointer, index, number) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(result.pointer, index, number),
            count: Int(PQgetlength(result.pointer, index, number))
        )
    }
}

/// Owns a `PGresult`.
///
/// `@unchecked Sendable`: libpq never changes a result once it has been handed out, and reading one from several
/// threads is allowed; it is cleared when the last reference goes.
final class ResultHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    /// By comparing bytes: `PQfnumber` folds case and allocates for every call.
    func number(of column: StaticString) -> Int32? {
        column.withUTF8Buffer { wanted in
            guard let start = wanted.baseAddress else { return nil }
            return (0..<PQnfields(pointer)).first { number in
                guard let name = PQfname(pointer, number) else { return false }
                return strncmp(name, UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), wanted.count) == 0
                    && name[wanted.count] == 0
            }
        }
    }
}
