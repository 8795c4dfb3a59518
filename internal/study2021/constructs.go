package study2021

// The metrics, in the order of the cells' bits.
const (
	maturity = iota
	effectiveness
	roi
)

// Metrics are the constructs of the three technology metrics.
var Metrics = [...]string{maturity: "maturity", effectiveness: "effectiveness", roi: "roi"}

// Collaboration is the construct of the collaboration index, whose bit of a cell is the last.
const Collaboration = "collaboration"

// Drivers are the constructs of the six value drivers, without the "driver." before them.
var Drivers = [...]string{"mission", "people", "partners", "process", "innovation", "technology"}
