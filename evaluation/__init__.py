"""How well the evidence that Firmword finds agrees with what people labelled by hand."""
