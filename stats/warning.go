package stats

import "fmt"

// Warning is something that a result's reader should know: the estimate
// stands, but under a condition that the text names and advises on. Warnings
// travel in results; nothing in this module prints or logs.
type Warning struct {
	// Code is a short, stable, lower-case name such as "small-base".
	Code string `json:"code"`
	// Text says what was seen and what to do about it, in one sentence.
	Text string `json:"text"`
}

func (w Warning) String() string { return w.Code + ": " + w.Text }

// warn returns a warning with a formatted text.
func warn(code, format string, args ...any) Warning {
	return Warning{code, fmt.Sprintf(format, args...)}
}
