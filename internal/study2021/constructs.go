package study2021

// Metrics are the constructs of the three technology metrics, in the order of the cells' bits.
var Metrics = [...]string{"maturity", "effectiveness", "roi"}

// Collaboration is the construct of the collaboration index, whose bit of a cell is the last.
const Collaboration = "collaboration"

// Drivers are the constructs of the six value drivers, without the "driver." before them.
var Drivers = [...]string{"mission", "people", "partners", "process", "innovation", "technology"}
