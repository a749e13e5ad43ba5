;; A matrix times a vector, four numbers at a time. Matrices lie in blocks of eight rows: the eight biases, then for
;; each input its eight weights. All addresses are in bytes and multiples of 16; there is at least a block and an input.
;; multiply_wasm.ts holds these bytes; tests/speech/recogniser/test_multiply_wasm.py says whether it still does.
(module
  (memory (import "m" "m") 1)
  (func (export "f") (param $matrix i32) (param $values i32) (param $out i32) (param $blocks i32) (param $inputs i32)
    (local $low v128) (local $high v128) (local $value v128) (local $at i32) (local $end i32)
    (local.set $end (i32.add (local.get $values) (i32.shl (local.get $inputs) (i32.const 2))))
    (loop $block
      (local.set $low (v128.load (local.get $matrix)))
      (local.set $high (v128.load offset=16 (local.get $matrix)))
      (local.set $at (local.get $values))
      (loop $input
        (local.set $matrix (i32.add (local.get $matrix) (i32.const 32)))
        (local.set $value (v128.load32_splat (local.get $at)))
        (local.set $low
          (f32x4.add (local.get $low) (f32x4.mul (v128.load (local.get $matrix)) (local.get $value))))
        (local.set $high
          (f32x4.add (local.get $high) (f32x4.mul (v128.load offset=16 (local.get $matrix)) (local.get $value))))
        (br_if $input
          (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $end))))
      (local.set $matrix (i32.add (local.get $matrix) (i32.const 32)))
      (v128.store (local.get $out) (local.get $low))
      (v128.store offset=16 (local.get $out) (local.get $high))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (br_if $block (local.tee $blocks (i32.sub (local.get $blocks) (i32.const 1)))))))
