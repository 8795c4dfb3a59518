package study2021

// CloseReading is what the premium of close collaboration among organisations with a high metric
// compares: the text opposes them to organisations that have the high metric only.
type CloseReading int

// The readings of figure 8.
const (
	CloseAgainstDistant CloseReading = iota // those with distant collaboration
	CloseAgainstHigh                        // all with the high metric
)

var closeReadingTexts = [...]string{
	"close against distant, both high",
	"close and high against all high",
}

// String returns the reading's words.
func (r CloseReading) String() string { return closeReadingTexts[r] }

// CloseReadings returns all readings.
func CloseReadings() []CloseReading { return []CloseReading{CloseAgainstDistant, CloseAgainstHigh} }

// BothReading is what the one number for high metric and close collaboration, against low and
// distant, says of three metrics.
type BothReading int

// The readings of the 39%.
const (
	BothMean  BothReading = iota // the mean of three ratios, one a metric
	BothEach                     // the ratio of every metric
	BothAtAll                    // high on all three metrics against low on all three
)

var bothReadingTexts = [...]string{
	"mean over the metrics",
	"in each metric",
	"all three metrics at once",
}

// String returns the reading's words.
func (r BothReading) String() string { return bothReadingTexts[r] }

// BothReadings returns all readings.
func BothReadings() []BothReading { return []BothReading{BothMean, BothEach, BothAtAll} }
