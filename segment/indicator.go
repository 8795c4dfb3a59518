package segment

// is returns 1 if a is b, else 0.
func is(a, b int) float64 {
	if a == b {
		return 1
	}
	return 0
}
