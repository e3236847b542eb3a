# SPDX-License-Identifier: Apache-2.0
# How every unit of QED is compiled. The baseline is x86-64-v3 (2015 and later) or plain arm64; kernels marked
# QED_HOT (qed/base/target.h) carry a second copy for AVX-512 that is chosen at run time.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

find_program(QED_CCACHE ccache)
if(QED_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${QED_CCACHE}")
endif()
find_program(QED_LLD ld.lld)
if(QED_LLD AND NOT CMAKE_CROSSCOMPILING)
  add_link_options(-fuse-ld=lld)
endif()

add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -fvisibility-inlines-hidden)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Wno-restrict)  # g++ 12 warns of std::string's own code (GCC bug 105651)
endif()
# a * b + c is rounded twice everywhere but in QED_HOT kernels, so that every preset gives the same bits: whether the
# compiler fuses the two depends on what it inlined.
add_compile_options(-ffp-contract=off)
# Relative names in assertions and debug information: the binary names no folder of the machine that built it.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
if(QED_WERROR)
  add_compile_options(-Werror)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(QED_CPU_BASELINE "x86-64-v3")
  add_compile_options(-march=x86-64-v3)
else()
  set(QED_CPU_BASELINE "${CMAKE_SYSTEM_PROCESSOR}")
endif()
if(QED_SANITIZE)
  add_compile_options(-fsanitize=${QED_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${QED_SANITIZE})
  if(QED_SANITIZE MATCHES "address" AND QED_SANITIZE MATCHES "undefined")
    # Of a bad pointer the address sanitizer sees the access; asking beforehand too can double a unit's time.
    # Alignment is asked for in the room that reads bytes as numbers (qed/data).
    add_compile_options(-fno-sanitize=null,object-size,pointer-overflow,vptr,alignment)
  endif()
  # The dynamic choice of a kernel (ifunc) runs before a sanitizer is ready: one copy only.
  add_compile_definitions(QED_NO_DISPATCH)
endif()
# At most two heavy units at once: Eigen and JSON units take up to 1 GB each.
set_property(GLOBAL PROPERTY JOB_POOLS heavy=2)
find_package(Threads REQUIRED)
