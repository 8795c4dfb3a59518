package study2021

// This file holds who was asked: how many, in which roles and places.

const (
	sampleSize = 5000
	roleSize   = sampleSize / 2 // CTOs; and as many CIOs
	chinaSize  = 216            // CTOs in Greater China; as many CIOs are taken
)

// The roles and the places by which respondents are drawn and shares are met.
const (
	cto = 0
	cio = 1

	inChina   = 0 // Greater China
	elsewhere = 1
)

// roleNames are the roles as populations.
var roleNames = [...]string{cto: "cto", cio: "cio"}

// archetypeCount is the number of archetypes of CTOs.
const archetypeCount = 3
