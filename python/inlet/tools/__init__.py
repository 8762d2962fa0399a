"""What inlet.live offers for looking at much at once; its functions are there."""
