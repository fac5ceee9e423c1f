import JSON

/// The domain's words are those of the contract.
extension Payment.CapturePolicy: JSONConvertible {}
extension Refund.Status: JSONConvertible {}
extension CustomerAction.Kind: JSONConvertible {}
extension PaymentMethod: JSONWritable {}
extension PaymentStatus: JSONWritable {}
extension Posting.Kind: JSONWritable {}
